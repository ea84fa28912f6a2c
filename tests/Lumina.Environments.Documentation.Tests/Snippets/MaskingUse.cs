namespace Lumina.Environments.Documentation.Tests.Snippets;

internal static class MaskingUse
{
    public static MaskedCopy Create()
    {
        // snippet: masked-copy
        MaskedCopy copy = new(Secret.FromEnvironmentVariable("SHOP_REPLICA"), Secret.FromEnvironmentVariable("MASKING_KEY"))
        {
            Starts =
            [
                new MaskedStart("orders") { Where = "placed_at > '2026-01-01'", Limit = 10_000, WithChildren = true },
                new MaskedStart("countries"),
            ],
            Rules =
            [
                MaskingRule.ForColumn("customers.email", ColumnMask.Email),
                MaskingRule.ForColumn("sales.payments.card", ColumnMask.Card),
                MaskingRule.ForColumnsNamed("*phone*", ColumnMask.Phone),
                MaskingRule.ForType("inet", ColumnMask.Constant("192.0.2.1")),
                MaskingRule.ForColumn("products.name", ColumnMask.Keep), // no person's
                .. MaskingRule.ForModel<Customer>("customers"),
            ],
        };
        // end snippet
        return copy;
    }

    public static DatabaseSpec CreateDatabase(MaskedCopy copy) =>
        // snippet: masked-data
        new("orders", DatabaseType.PostgreSql) { Data = TestData.FromSqlFiles("db/schema.sql").Then(TestData.FromMaskedCopy(copy)) };
        // end snippet

    // snippet: masked-model
    internal sealed class Customer
    {
        public int Id { get; set; }

        [Masked(MaskingKind.Name)]
        public string FullName { get; set; } = "";

        [Masked(MaskingKind.Date)]
        public DateOnly BornOn { get; set; }
    }
    // end snippet
}
