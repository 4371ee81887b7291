namespace Tollgate.Control.Registry;

/// <summary>Why an entry cannot be in force.</summary>
/// <param name="Field">The setting, such as <c>base_url</c>; empty for the entry as a whole.</param>
/// <param name="Message">What is wrong; never a value.</param>
internal sealed record EntryProblem(string Field, string Message)
{
    public string Text => Field.Length > 0 ? $"{Field}: {Message}." : $"The entry {Message}.";
}
