namespace Tollgate.Host.Serving;

/// <summary>The gateway cannot start; the message tells the person at the terminal why, in full.</summary>
internal sealed class StartException(string message) : Exception(message);
