using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Reads the request of a messages client, and of one that only counts its tokens, which has the same fields but for the limit.</summary>
internal sealed class MessagesRequest(ChatRequest into, TranslationNotes notes)
{
    private readonly MessagesContent _content = new(notes);

    public void Read(JsonNode body)
    {
        if (!body.IsObject)
        {
            notes.Refuse("body", "it must be an object");
            return;
        }

        into.IncludeUsage = true; // this format always has it
        ReadSystem(body["system"u8]);
        foreach (var (name, value) in body.Members)
        {
            ReadField(name, value);
        }

        if (!body["messages"u8].IsArray)
        {
            notes.Refuse("messages", "it must be an array");
        }
    }

    private void ReadField(string name, JsonNode value)
    {
        if (!value.Exists)
        {
            return;
        }

        switch (name)
        {
            case "system":
                break; // read before, for it comes first in the conversation
            case "model":
                into.Model = value.Text;
                break;
            case "messages":
                ReadMessages(value);
                break;
            case "max_tokens":
                into.MaxTokens = SettingNumber.AboveZero(name, value, notes);
                break;
            case "stream":
                into.Stream = value.IsTrue;
                break;
            case "stop_sequences":
                ReadStops(value);
                break;
            case "temperature":
                into.Temperature = SettingNumber.Any(name, value, notes);
                break;
            case "top_p":
                into.TopP = SettingNumber.Any(name, value, notes);
                break;
            case "top_k":
                into.TopK = SettingNumber.Any(name, value, notes);
                break;
            case "tools":
                MessagesTools.Read(value, into, notes);
                break;
            case "tool_choice":
                MessagesTools.ReadChoice(value, into, notes);
                break;
            case "thinking":
                ReadThinking(value);
                break;
            case "output_config":
                ReadOutput(value);
                break;
            case "output_format":
                ReadFormat(name, value);
                break;
            case "metadata":
                into.User = value["user_id"u8].Text;
                break;
            case "service_tier":
                into.ServiceTier = value.Is("standard_only"u8) ? new JsonString("default"u8.ToArray()) : value.Text;
                break;
            default:
                into.Extras.Add(new(name, value.Raw));
                break;
        }
    }

    private void ReadSystem(JsonNode system)
    {
        if (!system.Exists)
        {
            return;
        }

        var turn = new Turn { Role = Role.System, Path = "system" };
        _content.Read(system, turn.Parts, turn.Path);
        into.Turns.Add(turn);
    }

    private void ReadMessages(JsonNode messages)
    {
        var index = 0;
        foreach (var message in messages.Each)
        {
            var path = $"messages[{index++}]";
            var role = message["role"u8];
            var turn = new Turn
            {
                Role = role.Is("assistant"u8) ? Role.Assistant : role.Is("system"u8) ? Role.System : Role.User,
                Path = path,
            };
            if (turn.Role == Role.User && !role.Is("user"u8))
            {
                notes.Refuse(path + ".role", "it must be \"user\" or \"assistant\"");
            }

            _content.Read(message["content"u8], turn.Parts, path + ".content");
            into.Turns.Add(turn);
        }
    }

    private void ReadStops(JsonNode stops)
    {
        foreach (var stop in stops.Each)
        {
            if (!stop.IsString)
            {
                notes.Refuse("stop_sequences", "it must be an array of strings");
                return;
            }

            into.Stop.Add(stop.Text);
        }
    }

    private void ReadThinking(JsonNode thinking)
    {
        var type = thinking["type"u8];
        var wish = into.Reasoning with { Show = thinking["display"u8] is { Exists: true } display ? !display.Is("omitted"u8) : into.Reasoning.Show };
        if (type.Is("disabled"u8))
        {
            into.Reasoning = wish with { Effort = Effort.None };
        }
        else if (type.Is("adaptive"u8))
        {
            into.Reasoning = wish with { Effort = wish.Effort == Effort.Unset ? Effort.Adaptive : wish.Effort };
        }
        else if (type.Is("enabled"u8))
        {
            into.Reasoning = wish with { Budget = SettingNumber.AboveZero("thinking.budget_tokens", thinking["budget_tokens"u8], notes) };
        }
        else
        {
            notes.Refuse("thinking.type", "it must be \"enabled\", \"adaptive\" or \"disabled\"");
        }
    }

    private void ReadOutput(JsonNode config)
    {
        if (config["format"u8] is { Exists: true } format)
        {
            ReadFormat("output_config.format", format);
        }

        var effort = config["effort"u8];
        if (!effort.Exists)
        {
            return;
        }

        Effort? named =
            effort.Is("low"u8) ? Effort.Low
            : effort.Is("medium"u8) ? Effort.Medium
            : effort.Is("high"u8) ? Effort.High
            : effort.Is("xhigh"u8) || effort.Is("max"u8) ? Effort.Max
            : null;
        if (named is null)
        {
            notes.Refuse("output_config.effort", "it must be \"low\", \"medium\", \"high\", \"xhigh\" or \"max\"");
        }
        else if (into.Reasoning.Effort != Effort.None)
        {
            into.Reasoning = into.Reasoning with { Effort = named.Value };
        }
    }

    private void ReadFormat(string path, JsonNode format)
    {
        if (!format["type"u8].Is("json_schema"u8) || !format["schema"u8].IsObject)
        {
            notes.Refuse(path, "it must be of type \"json_schema\", with a schema");
            return;
        }

        into.Shape = ReplyShape.JsonSchema;
        into.Schema = format["schema"u8].Raw;
        into.SchemaStrict = true; // this vendor's answers always follow it
    }
}
