namespace Tollgate.Exchange;

/// <summary>What a translation could not carry over. Kept for one attempt.</summary>
internal sealed class TranslationNotes
{
    private const int MaxWarnings = 16;
    private readonly List<string> _warnings = [];

    /// <summary>What is done about it.</summary>
    public UnsupportedPolicy Policy { get; set; }

    /// <summary>The first field that may not be left out; null while there is none.</summary>
    public string? RefusedField { get; private set; }

    /// <summary>Why.</summary>
    public string? RefusedWhy { get; private set; }

    /// <summary>Fields that were left out, for <c>x-tollgate-warnings</c>.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The target's format has nothing for a field of the request.</summary>
    /// <param name="field">Its path in the client's own terms, such as <c>logit_bias</c> or <c>messages[2].content[0]</c>.</param>
    /// <param name="loss">What goes lost.</param>
    /// <param name="why">A clause for people, such as "Anthropic takes no audio".</param>
    public void Lose(string field, Loss loss, string why)
    {
        if (Policy == UnsupportedPolicy.Error || (Policy == UnsupportedPolicy.ByKind && loss == Loss.Content))
        {
            Refuse(field, why);
        }
        else if (_warnings.Count < MaxWarnings && !_warnings.Contains(field))
        {
            _warnings.Add(field);
        }
    }

    /// <summary>As <see cref="Lose"/>, for a setting that the client may have left out.</summary>
    public void LoseSettingIf(bool isThere, string field, string why)
    {
        if (isThere)
        {
            Lose(field, Loss.Setting, why);
        }
    }

    /// <summary>A field that makes no sense at all, whatever the policy.</summary>
    public void Refuse(string field, string why)
    {
        RefusedField ??= field;
        RefusedWhy ??= why;
    }

    /// <summary>Makes it ready for another attempt.</summary>
    public void Reset()
    {
        _warnings.Clear();
        RefusedField = RefusedWhy = null;
        Policy = UnsupportedPolicy.ByKind;
    }
}
