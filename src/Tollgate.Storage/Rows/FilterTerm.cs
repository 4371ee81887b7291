namespace Tollgate.Storage.Rows;

/// <summary>One condition: <paramref name="Column"/> <paramref name="Operator"/> value. Column and operator are ours, the value is a parameter.</summary>
/// <param name="Column">Name of a column.</param>
/// <param name="Operator">How it compares.</param>
/// <param name="Value">A <see cref="string"/> or a <see cref="long"/>.</param>
internal sealed record FilterTerm(string Column, string Operator, object Value);
