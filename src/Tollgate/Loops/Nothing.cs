namespace Tollgate.Loops;

/// <summary>The result of an operation that has none.</summary>
internal readonly struct Nothing;
