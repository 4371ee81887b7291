namespace Tollgate.Loops;

/// <summary>Work handed to a loop from outside, without a closure.</summary>
internal readonly record struct PostedWork(Action<object?> Run, object? State);
