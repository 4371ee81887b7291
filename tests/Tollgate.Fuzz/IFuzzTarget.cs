namespace Tollgate.Fuzz;

/// <summary>One parser under attack.</summary>
internal interface IFuzzTarget
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>Inputs that mutation starts from; between them they should reach every branch.</summary>
    IReadOnlyList<string> Seeds { get; }

    /// <summary>Pieces of the grammar that mutation inserts.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>It weighs what the product allocates itself, since its oracle needs memory of its own.</summary>
    bool WeighsItself => false;

    /// <summary>Feeds one input. Throws <see cref="OracleException"/> when the parser breaks a promise.</summary>
    /// <returns>A summary of what happened; an input with a new one joins the corpus.</returns>
    int Run(ReadOnlySpan<byte> input);
}
