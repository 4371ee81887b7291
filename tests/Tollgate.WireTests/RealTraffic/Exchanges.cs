using System.Text;
using Tollgate.TestSupport;
using Taken = Tollgate.TestSupport.Recording;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>Exchanges made up for a test, in the form of recorded ones.</summary>
internal static class Exchanges
{
    public const string Json = "application/json";

    public static Taken Make(
        string method, string path, string? request = null, string answer = "{}", int status = 200, string? answerType = Json, string requestType = Json,
        params (string Name, string Value)[] headers) =>
        Make(method, path, Encoding.UTF8.GetBytes(request ?? ""), Encoding.UTF8.GetBytes(answer), status, answerType, request is null ? null : requestType, headers);

    public static Taken Make(
        string method, string path, byte[] request, byte[] answer, int status, string? answerType, string? requestType, params (string Name, string Value)[] headers) => new()
        {
            File = $"{method} {path} ({status})",
            Id = $"{method} {path}",
            Provider = "openai",
            Api = "openai",
            Model = "",
            Features = [],
            Fidelity = "constructed",
            Method = method,
            Path = "/v1" + path,
            RequestHeaders = requestType is null ? [] : [new WireHeader("content-type", requestType)],
            RequestBody = request,
            Status = status,
            ResponseHeaders = [.. Typed(answerType), .. headers.Select(header => new WireHeader(header.Name, header.Value))],
            ResponseBody = answer,
            ChunkLengths = null,
        };

    private static IEnumerable<WireHeader> Typed(string? type) => type is null ? [] : [new WireHeader("content-type", type)];
}
