namespace Tollgate.Metering.Bpe;

/// <summary>
/// How an encoding cuts text into the pieces that are encoded each by itself. The published patterns differ in a few points only, and these are
/// they; <see cref="PieceSplitter"/> follows the rules without a regular expression.
/// </summary>
/// <param name="IsCased">
/// Words end where a capital follows a small letter, marks belong to words, and a contraction (<c>'s</c>, <c>'ll</c>) to the word before it, as
/// <c>o200k_base</c> has it; else a word is letters of any case, and a contraction a piece of its own, as <c>cl100k_base</c> has it.
/// </param>
/// <param name="HasContractions">Contractions are told from other uses of the apostrophe.</param>
/// <param name="Digits">Digits in one piece at most.</param>
/// <param name="HasSlashTail">Slashes go with the line ends behind punctuation.</param>
internal sealed record SplitRules(bool IsCased, bool HasContractions, int Digits, bool HasSlashTail)
{
    /// <summary>Pattern of <c>cl100k_base</c> (tiktoken, <c>tiktoken_ext/openai_public.py</c>), and of Llama 3.</summary>
    public static SplitRules Cl100K { get; } = new(IsCased: false, HasContractions: true, 3, HasSlashTail: false);

    /// <summary>Pattern of <c>o200k_base</c> and <c>o200k_harmony</c> (tiktoken, <c>tiktoken_ext/openai_public.py</c>).</summary>
    public static SplitRules O200K { get; } = new(IsCased: true, HasContractions: true, 3, HasSlashTail: true);

    /// <summary>The rules of a named encoding; null for a name that is not known.</summary>
    public static SplitRules? Of(string encoding) => encoding switch
    {
        "cl100k_base" => Cl100K,
        "o200k_base" or "o200k_harmony" => O200K,
        _ => null,
    };

    /// <summary>The names that <see cref="Of"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cl100k_base", "o200k_base", "o200k_harmony"];
}
