using System.Globalization;

namespace Tollgate.Metering.Bpe;

/// <summary>Tells the class of a character, by the Unicode tables of the framework; what a later Unicode assigned may differ from a vendor's.</summary>
internal static class RuneClasses
{
    private static readonly RuneClass[] Ascii = [.. Enumerable.Range(0, 0x80).Select(rune => Slow(rune))];

    /// <summary>The class of a code point; half a surrogate pair is none of them.</summary>
    public static RuneClass Of(int rune) => rune < Ascii.Length ? Ascii[rune] : Slow(rune);

    private static RuneClass Slow(int rune) => rune is '\r' or '\n'
        ? RuneClass.Newline
        : rune is (>= '\t' and <= '\f') or 0x85
        ? RuneClass.White
        : CharUnicodeInfo.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.LowercaseLetter => RuneClass.Lower,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => RuneClass.Upper,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => RuneClass.Caseless,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => RuneClass.Mark,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => RuneClass.Number,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => RuneClass.White,
            _ => RuneClass.Other,
        };
}
