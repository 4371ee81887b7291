using Tollgate.Exchange;
using Tollgate.Http1;

namespace Tollgate.Surfaces;

/// <summary>What a method and a path mean.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Dialect">The client's dialect, for errors too.</param>
/// <param name="Name">Name in logs and metrics: a closed set.</param>
/// <param name="Shape">What an understood body must hold.</param>
/// <param name="Tail">What the path itself names: a model, an object's id, or what follows a raw route's name.</param>
/// <param name="Streams">The path itself asks for a stream.</param>
/// <param name="Format">The format of request and answer, where it is one that can be translated.</param>
internal readonly record struct Endpoint(
    EndpointKind Kind,
    Dialect Dialect,
    byte[] Name,
    EndpointShape Shape = EndpointShape.AnyWithModel,
    Slice Tail = default,
    bool Streams = false,
    WireFormat Format = WireFormat.None);
