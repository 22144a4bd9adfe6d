from django.db import migrations

FORBID = """
CREATE FUNCTION catalog_refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The stock ledger is only ever added to.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalog_ledger_append_only BEFORE UPDATE OR DELETE ON catalog_stockmovement
    FOR EACH ROW EXECUTE FUNCTION catalog_refuse_ledger_change();
"""
ALLOW = """
DROP TRIGGER catalog_ledger_append_only ON catalog_stockmovement;
DROP FUNCTION catalog_refuse_ledger_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
