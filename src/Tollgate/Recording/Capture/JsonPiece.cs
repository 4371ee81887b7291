namespace Tollgate.Recording.Capture;

/// <summary>A string or number in a JSON document.</summary>
/// <param name="Path">Names that lead to a string value, equal for the same place in another document; empty for names and numbers.</param>
/// <param name="Name">The name that it is the value of; empty for none.</param>
/// <param name="Start">Where it begins in the document's bytes, quotes included.</param>
/// <param name="Length">Its bytes, quotes included.</param>
/// <param name="Text">What it says, without escapes.</param>
internal sealed record JsonPiece(string Path, string Name, int Start, int Length, string Text);
