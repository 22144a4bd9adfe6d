"""The README's tour by API, run as it stands there."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

from catalog.contracts import SaveProduct, SaveVariant
from catalog.service import CatalogService
from orders.contracts import OrderQuery
from orders.service import OrderService


@pytest.mark.django_db(transaction=True)
def test_the_readmes_tour_goes_from_product_to_paid_order(live_server, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed, and the README's tour is made of it")
    readme = (settings.BASE_DIR / "README.md").read_text()
    tour = re.search(r"<!-- tour:.*?-->\n```bash\n(.*?)```", readme, re.DOTALL)[1]
    variant = SaveVariant(sku="ST-DEPOT-7", price=850, on_hand=5)
    CatalogService().save_product(
        SaveProduct(slug="depot-stickers", title="Depot stickers", variants=(variant,)), actor="test"
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", tour],
        env={"BASE": live_server.url, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "paid"
    assert '"fix":' in done.stdout
    (order,) = OrderService().list_orders(OrderQuery()).results
    assert order.status == "paid"
    assert CatalogService().get_stock("ST-DEPOT-7").available == 3
