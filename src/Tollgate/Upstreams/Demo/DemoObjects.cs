using Tollgate.Http1;

namespace Tollgate.Upstreams.Demo;

/// <summary>What is fetched or deleted rather than posted: models, files, the server's health.</summary>
internal static class DemoObjects
{
    public static void Write(DemoRequest request, DemoReply reply)
    {
        var target = request.Target;
        var isRead = request.Verb is HttpVerb.Get or HttpVerb.Head;
        switch (target.Endpoint)
        {
            case DemoEndpoint.Health when isRead:
                reply.Json.WriteStartObject();
                reply.Json.WriteString("status"u8, "ok"u8);
                reply.Json.WriteEndObject();
                break;
            case DemoEndpoint.Models when isRead && target.Id.Length == 0:
                WriteModels(reply);
                break;
            case DemoEndpoint.Models when isRead:
                WriteModel(reply, target.Action.Length == 0 ? target.Id : target.Id + "/" + target.Action);
                break;
            case DemoEndpoint.Files when isRead || request.Verb == HttpVerb.Delete:
                FilesAnswer.Write(request, reply);
                break;
            default:
                DemoErrors.WriteNotFound(reply, target.Endpoint);
                break;
        }
    }

    private static void WriteModels(DemoReply reply)
    {
        reply.Json.WriteStartObject();
        reply.Json.WriteString("object"u8, "list"u8);
        reply.Json.WriteStartArray("data"u8);
        WriteModel(reply, "demo");
        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    private static void WriteModel(DemoReply reply, string id)
    {
        reply.Json.WriteStartObject();
        reply.Json.WriteString("id"u8, id);
        reply.Json.WriteString("object"u8, "model"u8);
        reply.Json.WriteNumber("created"u8, reply.Created);
        reply.Json.WriteString("owned_by"u8, "tollgate"u8);
        reply.Json.WriteEndObject();
    }
}
