namespace Tollgate.Recording.Journal;

/// <summary>A store did not take a batch, and knows why.</summary>
/// <param name="kind">The reason, out of a small set, since it becomes a label: <c>refused</c>, <c>timeout</c>, <c>auth</c>, <c>full</c>, <c>other</c>.</param>
/// <param name="message">May be logged: no credential and no row.</param>
internal class SinkException(string kind, string message) : Exception(message)
{
    public string Kind => kind;

    /// <summary>The reason of any failure.</summary>
    public static string KindOf(Exception failure) => failure switch
    {
        SinkException known => known.Kind,
        OperationCanceledException or TimeoutException => "timeout",
        IOException => "io",
        _ => "other",
    };
}
