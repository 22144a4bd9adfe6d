"""Make the database itself refuse to rewrite an order's history."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION orders_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The timeline of an order is only ever added to.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER orders_orderentry_append_only BEFORE UPDATE OR DELETE ON orders_orderentry
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_rewriting();
"""
ALLOW = """
DROP TRIGGER orders_orderentry_append_only ON orders_orderentry;
DROP FUNCTION orders_refuse_rewriting();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
