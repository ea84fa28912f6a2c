namespace Lumina.Environments.Data;

/// <summary>The masks under one key.</summary>
internal sealed class ValueMasks
{
    private readonly Dictionary<MaskingKind, IValueMask> _byKind;
    private readonly JsonMask _json;

    public ValueMasks(MaskingKey key)
    {
        _json = new JsonMask(this);
        _byKind = new Dictionary<MaskingKind, IValueMask>
        {
            [MaskingKind.Email] = new EmailMask(key),
            [MaskingKind.Phone] = new PhoneMask(key),
            [MaskingKind.Name] = new NameMask(key),
            [MaskingKind.Card] = new CardMask(key),
            [MaskingKind.Iban] = new IbanMask(key),
            [MaskingKind.Text] = new TextMask(key),
            [MaskingKind.Date] = new DateMask(key),
            [MaskingKind.Number] = new NumberMask(key),
        };
    }

    /// <summary>The mask of a kind that depends on the value.</summary>
    public IValueMask For(MaskingKind kind, ColumnFamily family) => family == ColumnFamily.Json ? _json : _byKind[kind];
}
