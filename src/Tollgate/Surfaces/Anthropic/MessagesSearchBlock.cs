namespace Tollgate.Surfaces.Anthropic;

/// <summary>One of the two blocks of a search.</summary>
/// <param name="Json">The block; that of a call with nothing as its input yet.</param>
/// <param name="Input">Of a call: what the tool is told, JSON. Empty otherwise.</param>
internal readonly record struct MessagesSearchBlock(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Input);
