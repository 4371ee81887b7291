namespace Tollgate.TestSupport.Grammar;

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments by <see cref="PlainJson"/>; as they came where they are no JSON.</param>
public sealed record CallSeen(string Name, string Arguments)
{
    public override string ToString() => $"{Name}({Arguments})";
}
