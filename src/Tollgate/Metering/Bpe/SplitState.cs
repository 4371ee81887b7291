namespace Tollgate.Metering.Bpe;

/// <summary>What the piece at hand is so far.</summary>
internal enum SplitState : byte
{
    /// <summary>Nothing.</summary>
    Start,

    /// <summary>White space, line ends included.</summary>
    White,

    /// <summary>One character that a word may begin with, such as an opening bracket.</summary>
    Prefix,

    /// <summary>An apostrophe at the beginning, where that may be a contraction.</summary>
    Tick,

    /// <summary>An apostrophe and the first letter of a contraction that has two.</summary>
    TickLetter,

    /// <summary>Letters of any case.</summary>
    Letters,

    /// <summary>A word in which no small letter has come.</summary>
    Upper,

    /// <summary>A word in which one has.</summary>
    Lower,

    /// <summary>A word and an apostrophe behind it.</summary>
    WordTick,

    /// <summary>A word, an apostrophe and the first letter of a contraction that has two.</summary>
    WordTickLetter,

    /// <summary>Digits.</summary>
    Digits,

    /// <summary>Punctuation and signs.</summary>
    Signs,

    /// <summary>Line ends behind them.</summary>
    SignsTail,
}
