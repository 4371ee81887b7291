namespace Tollgate.Control.Keys;

/// <summary>What became of a change.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Key">The key as it is now; null unless done.</param>
/// <param name="Secret">The secret, where one was made: it is shown now or never.</param>
/// <param name="Field">The field that is wrong, in wire spelling; null where it is none.</param>
/// <param name="Message">What is wrong; empty when done.</param>
internal sealed record KeyResult(KeyOutcome Outcome, StoredKey? Key, string? Secret, string? Field, string Message)
{
    public static KeyResult Of(StoredKey key, string? secret = null) => new(KeyOutcome.Done, key, secret, null, "");

    public static KeyResult Failed(KeyOutcome outcome, string message, string? field = null) => new(outcome, null, null, field, message);

    public static KeyResult NotFound { get; } = Failed(KeyOutcome.NotFound, "There is no key of that id.");
}
