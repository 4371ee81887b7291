using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;

namespace Tollgate.Control.Status;

/// <summary><c>/api/version</c>.</summary>
internal static class VersionArea
{
    private static readonly ApiOperation Get = new("getVersion", "Operations", "Version of the gateway and of its runtime")
    {
        Answer = StatusJson.Default.VersionBody,
        AnswerExample = """{"version":"0.1.0","runtime":".NET 10.0.0"}""",
    };

    public static void Map(RouteGroupBuilder group, string version)
    {
        var body = new VersionBody(version, RuntimeInformation.FrameworkDescription);
        group.MapApi("GET", "/api/version", Get, _ => Task.FromResult(Answers.Json(body, StatusJson.Default.VersionBody)));
    }
}
