using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Control.Http;

namespace Tollgate.Control.Docs;

/// <summary>The documents about the gateway and the pages that show them. Everything here is for everybody.</summary>
internal static class DocsArea
{
    private static readonly ApiOperation Gateway = new("getGatewayDocument", "Documents", "OpenAPI document of the gateway's own surface")
    {
        Public = true,
        OtherTypes = ["application/json"],
    };

    private static readonly ApiOperation Admin = new("getAdminDocument", "Documents", "OpenAPI document of the admin API")
    {
        Public = true,
        OtherTypes = ["application/json"],
    };

    public static void Map(RouteGroupBuilder group, string version)
    {
        // Made when first asked for: most processes never are.
        var gateway = new Lazy<byte[]>(() => Bytes(GatewayDocument.Compose(version)));
        byte[]? admin = null;
        group.MapApi("GET", "/openapi.json", Gateway, _ => Json(gateway.Value));
        group.MapApi("GET", "/api/openapi.json", Admin, context =>
        {
            var made = Volatile.Read(ref admin) ?? Bytes(AdminDocument.Compose(EndpointsOf(context), version));
            Volatile.Write(ref admin, made);
            return Json(made);
        });
        MapPage(group, "/", "landing.html", "text/html; charset=utf-8");
        MapPage(group, "/docs", "viewer.html", "text/html; charset=utf-8");
        MapPage(group, "/docs/viewer.js", "viewer.js", "text/javascript; charset=utf-8");
        MapPage(group, "/docs/labels.js", "labels.js", "text/javascript; charset=utf-8");
        MapPage(group, "/docs/schema.js", "schema.js", "text/javascript; charset=utf-8");
        MapPage(group, "/docs/viewer.css", "viewer.css", "text/css; charset=utf-8");
    }

    private static void MapPage(RouteGroupBuilder group, string path, string file, string mediaType)
    {
        var operation = new ApiOperation(file, "Pages", file) { Public = true, Hidden = true };
        group.MapApi("GET", path, operation, _ => Task.FromResult<IResult>(new FileAnswer(EmbeddedFile.Read(file), mediaType, isPage: true)));
    }

    private static IEnumerable<RouteEndpoint> EndpointsOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static Task<IResult> Json(byte[] document) => Task.FromResult<IResult>(new FileAnswer(document, "application/json", isPage: false));

    private static byte[] Bytes(JsonObject document) => System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
}
