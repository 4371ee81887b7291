using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces;

/// <summary>The fields that OpenAI's and Anthropic's requests name alike.</summary>
internal static class CommonSettings
{
    /// <summary>Reads a field of the request; false where it is none of these.</summary>
    public static bool TryRead(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "model":
                into.Model = value.Text;
                break;
            case "stream":
                into.Stream = value.IsTrue;
                break;
            case "temperature":
                into.Temperature = SettingNumber.Any(name, value, notes);
                break;
            case "top_p":
                into.TopP = SettingNumber.Any(name, value, notes);
                break;
            default:
                return false;
        }

        return true;
    }
}
