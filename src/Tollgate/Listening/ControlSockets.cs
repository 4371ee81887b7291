namespace Tollgate.Listening;

/// <summary>
/// Where engine and control plane meet: Unix sockets in a folder that only this user may enter. What comes through them is believed
/// about whose request it is.
/// </summary>
/// <param name="Http1">The control plane's server listens here for HTTP/1.1 requests that the engine passes on.</param>
/// <param name="Http2">It listens here for whole HTTP/2 connections, each beginning with a PROXY v2 header.</param>
/// <param name="Internal">The engine listens here for data-plane requests that came over HTTP/2 and were made HTTP/1.1.</param>
internal sealed record ControlSockets(string Http1, string Http2, string Internal);
