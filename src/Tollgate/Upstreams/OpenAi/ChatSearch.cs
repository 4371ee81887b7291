using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the search of the web for OpenAI's chat format, where only the models named for it can search, and always do.</summary>
internal static class ChatSearch
{
    public static void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        if (request.SearchTool is not { } tool)
        {
            return;
        }

        if (call.Preset.Kind is not ("openai" or "azure") || !new OpenAiModel(call.Model).Searches)
        {
            notes.Lose(tool.Path, Loss.Content, "this model cannot search the web in the chat format");
            return;
        }

        var wish = tool.Search!;
        json.Name("web_search_options"u8);
        json.BeginObject();
        json.StringIfAny("search_context_size"u8, wish.ContextSize);
        if (wish.HasPlace)
        {
            json.Name("user_location"u8);
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("approximate"u8);
            json.Name("approximate"u8);
            json.BeginObject();
            SearchPlace.Write(wish, json);
            json.EndObject();
            json.EndObject();
        }

        json.EndObject();
        SearchLosses.ReportAllowed(tool, notes);
        SearchLosses.ReportBlocked(tool, notes);
        SearchLosses.ReportUses(tool, notes);
        SearchLosses.ReportOwn(tool, notes);
    }
}
