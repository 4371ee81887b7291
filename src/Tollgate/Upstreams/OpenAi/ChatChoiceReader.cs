using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Reads one choice, piece by piece or whole.</summary>
internal sealed class ChatChoiceReader(AnswerSink sink, int index, ulong seed)
{
    private readonly ChatCallReader _calls = new(sink, index, seed);
    private ReasoningNotes? _notes;
    private SpokenAnswer? _spoken;
    private bool _said;
    private FinishReason _finish;
    private JsonString _stopSequence;

    /// <summary>Its end has been read.</summary>
    public bool HasFinish => _finish != FinishReason.Unknown;

    /// <summary>It ended because the provider broke.</summary>
    public bool HasFailed => _finish == FinishReason.Error;

    /// <summary>Reads an element of <c>choices</c>.</summary>
    public void Read(JsonNode choice, bool isWhole)
    {
        var message = choice["message"u8];
        var delta = choice["delta"u8];
        if (isWhole ? message.IsObject : !delta.IsObject)
        {
            // In a stream: MiniMax repeats the whole answer in the end.
            if (isWhole || !_said)
            {
                ReadPiece(message, isWhole: true);
            }
        }
        else
        {
            ReadPiece(delta, isWhole);
        }

        var logprobs = choice["logprobs"u8]["content"u8];
        if (logprobs.Length > 0)
        {
            sink.Logprobs(index, logprobs.Raw);
        }

        ReadFinish(choice);
    }

    /// <summary>Tells what waits for the end, and the end.</summary>
    public void End()
    {
        _notes?.Flush(sink, index);
        _spoken?.Flush(sink, index);
        var finish = _finish == FinishReason.Stop && _calls.Count > 0 ? FinishReason.ToolCalls : _finish;
        sink.Finish(index, finish, _stopSequence);
    }

    private void ReadPiece(JsonNode piece, bool isWhole)
    {
        ReadReasoning(piece);
        var google = piece["extra_content"u8]["google"u8]["thought_signature"u8].Text;
        if (!google.IsEmpty)
        {
            sink.State(index, new OpaqueState(StateOrigin.Gemini, google));
        }

        var content = piece["content"u8];
        if (content.IsString)
        {
            Text(content.Text);
        }
        else if (content.IsArray)
        {
            ReadParts(content);
        }

        if (piece["refusal"u8].Text is { IsEmpty: false } refusal)
        {
            EndThoughts();
            sink.Refusal(index, refusal);
        }

        ReadCalls(piece, isWhole);
        ReadExtras(piece);
    }

    private void ReadReasoning(JsonNode piece)
    {
        var text = piece["reasoning_content"u8].Text;
        text = text.IsEmpty ? piece["reasoning"u8].Text : text;
        if (!text.IsEmpty)
        {
            Reasoning(text, isSummary: false);
        }

        var details = piece["reasoning_details"u8];
        if (details.Length == 0)
        {
            return;
        }

        if (details.Length == 1)
        {
            ReadDetail(details[0], text.IsEmpty);
            return;
        }

        foreach (var entry in details.Items)
        {
            ReadDetail(entry, text.IsEmpty);
        }
    }

    private void ReadDetail(JsonNode entry, bool isNew)
    {
        _notes ??= new ReasoningNotes();
        var told = _notes.Add(entry, out var isSummary);
        if (isNew)
        {
            Reasoning(told, isSummary);
        }
    }

    private void ReadParts(JsonNode content)
    {
        foreach (var part in content.Items)
        {
            var type = part["type"u8];
            if (type.Is("text"u8))
            {
                Text(part["text"u8].Text);
            }
            else if (type.Is("thinking"u8))
            {
                ReadThinking(part["thinking"u8]);
            }
            else if (type.Is("image_url"u8))
            {
                ReadImage(part);
            }
        }
    }

    /// <summary>Mistral's thoughts are parts of the content, in parts again.</summary>
    private void ReadThinking(JsonNode thinking)
    {
        Reasoning(thinking.Text, isSummary: false);
        foreach (var part in thinking.Items)
        {
            Reasoning(part["text"u8].Text, isSummary: false);
        }
    }

    private void ReadCalls(JsonNode piece, bool isWhole)
    {
        var function = piece["function_call"u8];
        var calls = piece["tool_calls"u8];
        if (!function.IsObject && calls.Length == 0)
        {
            return;
        }

        EndThoughts();
        if (function.IsObject)
        {
            _calls.ReadLegacy(function);
        }

        if (calls.Length == 1)
        {
            _calls.Read(calls[0], 0, isWhole);
        }
        else if (calls.Length > 1)
        {
            var position = 0;
            foreach (var call in calls.Items)
            {
                _calls.Read(call, position++, isWhole);
            }
        }
    }

    private void ReadExtras(JsonNode piece)
    {
        var annotations = piece["annotations"u8];
        if (annotations.Length > 0)
        {
            ReadAnnotations(annotations);
        }

        var images = piece["images"u8];
        if (images.Length > 0)
        {
            ReadImages(images);
        }

        if (piece["audio"u8] is { IsObject: true } audio)
        {
            EndThoughts();
            (_spoken ??= new SpokenAnswer()).Add(audio);
        }
    }

    private void ReadAnnotations(JsonNode annotations)
    {
        foreach (var annotation in annotations.Items)
        {
            var citation = annotation["url_citation"u8];
            if (citation.IsObject)
            {
                EndThoughts();
                var cited = new Citation(citation["url"u8].Text, citation["title"u8].Text, citation["content"u8].Text);
                sink.Cite(index, CitedPlace.Of(cited, citation, start: 0));
            }
        }
    }

    private void ReadImages(JsonNode images)
    {
        foreach (var image in images.Items)
        {
            ReadImage(image);
        }
    }

    private void ReadImage(JsonNode image)
    {
        var url = image["image_url"u8]["url"u8] is { IsString: true } inner ? inner.Text : image["image_url"u8].Text;
        if (url.IsEmpty)
        {
            return;
        }

        EndThoughts();
        sink.Media(index, DataUrl.TrySplit(url, out var mediaType, out var base64)
            ? new MediaPart(MediaKind.Image) { MediaType = mediaType, Base64 = base64 }
            : new MediaPart(MediaKind.Image) { Url = url });
    }

    private void ReadFinish(JsonNode choice)
    {
        var word = choice["finish_reason"u8];
        if (!word.IsString || word.Text.IsEmpty)
        {
            return;
        }

        _finish = FinishWords.Read(word);
        if (_finish == FinishReason.Stop && choice["stop_reason"u8].Text is { IsEmpty: false } stop)
        {
            _finish = FinishReason.StopSequence; // vLLM names it
            _stopSequence = stop.Keep();
        }
    }

    private void Text(JsonString text)
    {
        if (!text.IsEmpty)
        {
            EndThoughts();
            sink.Text(index, text);
        }
    }

    private void Reasoning(JsonString text, bool isSummary)
    {
        if (!text.IsEmpty)
        {
            _said = true;
            sink.Reasoning(index, text, isSummary);
        }
    }

    /// <summary>Something else than a thought follows: the notes of the thoughts are complete.</summary>
    private void EndThoughts()
    {
        _said = true;
        _notes?.Flush(sink, index);
    }
}
