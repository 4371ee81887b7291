namespace Tollgate.Control.Registry;

/// <summary>What became of a change.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Entry">The entry as it is now, or would be; null unless done.</param>
/// <param name="Token">The token that heartbeats may come with, where one was made: it is shown now or never.</param>
/// <param name="Field">The setting that is wrong; null where it is none.</param>
/// <param name="Message">What is wrong; empty when done.</param>
internal sealed record RegistryResult(RegistryOutcome Outcome, LoadedEntry? Entry, string? Token, string? Field, string Message)
{
    public static RegistryResult NotFound { get; } = new(RegistryOutcome.NotFound, null, null, null, "There is no entry of that id.");

    public static RegistryResult Of(LoadedEntry entry, string? token = null) => new(RegistryOutcome.Done, entry, token, null, "");

    public static RegistryResult Conflict(string message, string? field = null) => new(RegistryOutcome.Conflict, null, null, field, message);

    public static RegistryResult Invalid(EntryProblem problem) =>
        new(RegistryOutcome.Invalid, null, null, problem.Field.Length > 0 ? problem.Field : null, problem.Text);
}
