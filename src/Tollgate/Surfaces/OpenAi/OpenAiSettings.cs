using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>The fields that chat completions, the older completions and responses have in common.</summary>
internal static class OpenAiSettings
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
            case "user":
                into.User = value.Text;
                break;
            case "service_tier":
                into.ServiceTier = value.Text;
                break;
            case "metadata":
                into.Metadata = value.IsObject ? value.Raw : default;
                break;
            default:
                return false;
        }

        return true;
    }
}
