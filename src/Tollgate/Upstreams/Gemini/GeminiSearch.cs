using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Writes the search of the web as Google's tool.</summary>
internal static class GeminiSearch
{
    /// <summary>Writes <c>tools</c>, where there are no functions.</summary>
    /// <param name="request">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="isVertex">Vertex AI's search can leave domains out, AI Studio's cannot.</param>
    /// <param name="hasFunctions">Functions were declared.</param>
    /// <param name="notes">Told what goes lost.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(ChatRequest request, GeminiModel model, bool isVertex, bool hasFunctions, TranslationNotes notes, JsonOut json)
    {
        if (!request.MaySearch)
        {
            return;
        }

        var tool = request.SearchTool!;
        if (hasFunctions)
        {
            notes.Lose(tool.Path, Loss.Content, "Google's models search the web or call functions, not both in one request");
            return;
        }

        if (request.ToolChoice is ToolChoiceKind.Required or ToolChoiceKind.Named)
        {
            notes.Lose("tool_choice", Loss.Setting, "Google's models decide themselves whether they search");
        }

        var wish = tool.Search!;
        json.Name("tools"u8);
        json.BeginArray();
        json.BeginObject();
        json.Name(model.SearchesByRetrieval ? "googleSearchRetrieval"u8 : "googleSearch"u8);
        json.BeginObject();
        if (isVertex && !model.SearchesByRetrieval && wish.Blocked.Count > 0)
        {
            json.Name("excludeDomains"u8);
            json.BeginArray();
            foreach (var domain in wish.Blocked)
            {
                json.String(domain);
            }

            json.EndArray();
        }
        else
        {
            SearchLosses.ReportBlocked(tool, notes);
        }

        json.EndObject();
        json.EndObject();
        json.EndArray();
        SearchLosses.ReportAllowed(tool, notes);
        SearchLosses.ReportUses(tool, notes);
        SearchLosses.ReportSize(tool, notes);
        SearchLosses.ReportPlace(tool, notes);
        SearchLosses.ReportOwn(tool, notes);
    }
}
