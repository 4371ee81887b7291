using System.Text;

namespace Tollgate.TestSupport.Grammar;

/// <summary>Gathers an <see cref="AnswerSeen"/>. Pieces of choices but the first are counted only.</summary>
internal sealed class AnswerBuilder
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<(string Name, StringBuilder Arguments)> _calls = [];
    private readonly List<string> _states = [];
    private int _choices;

    public FinishSeen Finish { get; set; }

    public UsageSeen? Usage { get; set; }

    public string? Error { get; set; }

    public int Media { get; set; }

    public int Calls => _calls.Count;

    public void Text(string text) => _text.Append(text);

    public void Reasoning(string text) => _reasoning.Append(text);

    public void Refusal(string text) => _refusal.Append(text);

    public void State(string state)
    {
        if (state.Length > 0)
        {
            _states.Add(state);
        }
    }

    /// <summary>A call begins; its number.</summary>
    public int Call(string name, string arguments = "")
    {
        _calls.Add((name, new StringBuilder(arguments)));
        return _calls.Count - 1;
    }

    public void Arguments(int call, string piece) => _calls[call].Arguments.Append(piece);

    public string ArgumentsOf(int call) => _calls[call].Arguments.ToString();

    public void Choice(int index) => _choices = Math.Max(_choices, index + 1);

    public AnswerSeen Build() => new()
    {
        Text = _text.ToString(),
        Reasoning = _reasoning.ToString(),
        Refusal = _refusal.ToString(),
        Calls = [.. _calls.Select(call => new CallSeen(call.Name, PlainJson.Of(call.Arguments.ToString())))],
        States = _states,
        Choices = _choices,
        Media = Media,
        Finish = Finish,
        Usage = Usage,
        Error = Error,
    };
}
