using Tollgate.Metering;

namespace Tollgate.Exchange.Chat;

/// <summary>
/// Takes an answer piece by piece, in the order in which the model made it. Readers of provider formats call it, for a stream as it comes and for a
/// whole answer all at once; writers of client formats derive from it. Texts given to it are valid during the call only.
/// The order within a choice: <see cref="Begin"/>, then pieces, then <see cref="Finish"/>; <see cref="Usage"/> any time, the last one counts;
/// <see cref="End"/> last, or <see cref="Fail"/> in place of what is missing.
/// A piece of another kind than the one before ends that one: texts that follow each other are one text. Calls of tools may interleave (OpenAI).
/// </summary>
internal abstract class AnswerSink
{
    /// <summary>The answer begins. Called once, before everything else.</summary>
    public abstract void Begin(in AnswerStart start);

    /// <summary>More of the answer's text.</summary>
    public abstract void Text(int choice, JsonString piece);

    /// <summary>More of the model's thoughts.</summary>
    /// <param name="choice">The answer, from 0.</param>
    /// <param name="piece">The text.</param>
    /// <param name="isSummary">A summary of the thoughts.</param>
    public abstract void Reasoning(int choice, JsonString piece, bool isSummary);

    /// <summary>The provider's own note: it ends the thoughts so far, if any, and belongs to them or to what follows (<see cref="ReasoningPart"/>).</summary>
    public abstract void State(int choice, OpaqueState state);

    /// <summary>The model begins to call a tool.</summary>
    /// <param name="choice">The answer, from 0.</param>
    /// <param name="call">Number of the call within the answer: 0, 1, 2 …</param>
    /// <param name="id">Its id; never empty.</param>
    /// <param name="name">The tool.</param>
    public abstract void ToolCall(int choice, int call, JsonString id, JsonString name);

    /// <summary>More of a call's arguments: a piece of their JSON text, as the inside of a string. A call without any has none: <c>{}</c>.</summary>
    public abstract void ToolArguments(int choice, int call, JsonString piece);

    /// <summary>More of a refusal's words.</summary>
    public abstract void Refusal(int choice, JsonString piece);

    /// <summary>What the text so far leans on.</summary>
    public abstract void Cite(int choice, Citation citation);

    /// <summary>
    /// The provider has searched the web. Told when what it found is known, be that behind the text. For formats that show no searches there is only
    /// the note that the next turn needs.
    /// </summary>
    public virtual void Search(int choice, SearchPart search)
    {
        if (search.State is { } state)
        {
            State(choice, state);
        }
    }

    /// <summary>A picture or sound, whole.</summary>
    public abstract void Media(int choice, MediaPart part);

    /// <summary>Log probabilities of tokens that were given, as OpenAI writes an element of <c>logprobs.content</c>: a JSON array of such.</summary>
    public abstract void Logprobs(int choice, ReadOnlyMemory<byte> content);

    /// <summary>The model has stopped.</summary>
    /// <param name="choice">The answer, from 0.</param>
    /// <param name="reason">Why.</param>
    /// <param name="stopSequence">The text that ended it, where known.</param>
    public abstract void Finish(int choice, FinishReason reason, JsonString stopSequence);

    /// <summary>Tokens, as far as is known: inclusive, as <see cref="TokenUsage"/> has them.</summary>
    public abstract void Usage(in TokenUsage usage);

    /// <summary>The provider broke off with an error of its own.</summary>
    public abstract void Fail(UpstreamFailure failure);

    /// <summary>The answer is whole. Not called after <see cref="Fail"/>.</summary>
    public abstract void End();
}
