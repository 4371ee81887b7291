using System.Text.Json;
using Tollgate.Http1;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's files: list, fetch, read, delete.</summary>
internal static class FilesAnswer
{
    public static void Write(DemoRequest request, DemoReply reply)
    {
        var store = request.Options.Store;
        var (_, id, action) = request.Target;
        if (id.Length == 0)
        {
            WriteList(reply.Json, store.List());
        }
        else if (store.Find(id) is not { } file)
        {
            DemoErrors.WriteNotFound(reply, DemoEndpoint.Files);
        }
        else if (request.Verb == HttpVerb.Delete)
        {
            WriteDeleted(reply.Json, id, store.Remove(id));
        }
        else if (action is "content")
        {
            reply.ContentType = "application/octet-stream";
            reply.Output.Write(file.Content);
        }
        else
        {
            WriteFile(reply.Json, file);
        }
    }

    public static void WriteFile(Utf8JsonWriter json, DemoFile file)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("object"u8, "file"u8);
        json.WriteNumber("bytes"u8, file.Content.Length);
        json.WriteNumber("created_at"u8, file.CreatedAt);
        json.WriteNull("expires_at"u8);
        json.WriteString("filename"u8, file.Name);
        json.WriteString("purpose"u8, file.Purpose);
        json.WriteString("status"u8, "processed"u8);
        json.WriteNull("status_details"u8);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, DemoFile[] files)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var file in files)
        {
            WriteFile(json, file);
        }

        json.WriteEndArray();
        json.WriteString("first_id"u8, files.Length > 0 ? files[0].Id : null);
        json.WriteString("last_id"u8, files.Length > 0 ? files[^1].Id : null);
        json.WriteBoolean("has_more"u8, value: false);
        json.WriteEndObject();
    }

    private static void WriteDeleted(Utf8JsonWriter json, string id, bool deleted)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "file"u8);
        json.WriteBoolean("deleted"u8, deleted);
        json.WriteEndObject();
    }
}
