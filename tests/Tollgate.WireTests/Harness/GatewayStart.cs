namespace Tollgate.WireTests.Harness;

/// <summary>Starts a gateway that serves when the task is done and stops, drained, when it is disposed.</summary>
/// <param name="arguments">As on the command line: <c>serve --config FILE</c>.</param>
/// <param name="log">Takes what the program would print.</param>
/// <param name="stop">Gives up the start.</param>
internal delegate Task<IAsyncDisposable> GatewayStart(string[] arguments, TextWriter log, CancellationToken stop);
