using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tollgate.Surfaces;

/// <summary>
/// The one pass over a complete JSON request body. It checks the whole document, strictly, and notes where the few fields stand
/// that the gateway reads. Whatever it does not read passes as it is.
/// </summary>
/// <remarks>
/// Strict because the next parser may be lax in another way: a key given twice, a lone surrogate or a number beyond a double
/// means one thing here and another at the provider, and an allow-list dies in between (reliability.md check 59).
/// </remarks>
internal ref struct RequestScan
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly EndpointShape _shape;
    private JsonScan _json;
    private RequestFieldSet _seen;
    private RequestFields _fields;
    private ScanError _error;
    private bool _hasStoredPrompt;

    private RequestScan(ReadOnlySpan<byte> body, EndpointShape shape)
    {
        _body = body;
        _shape = shape;
        _json = new JsonScan(body);
        _fields.N = 1;
        _fields.Store = shape == EndpointShape.Responses;
    }

    /// <summary>Scans a body. False with the first thing that is wrong; nothing is thrown and nothing allocated.</summary>
    public static bool TryScan(ReadOnlySpan<byte> body, EndpointShape shape, out RequestFields fields, out ScanError error)
    {
        var scan = new RequestScan(body, shape);
        var valid = scan.TryReadDocument() && scan.HasRequiredFields();
        fields = scan._fields;
        error = scan._error;
        return valid;
    }

    private bool TryReadDocument()
    {
        if (!Utf8.IsValid(_body))
        {
            return Fail(ScanErrorKind.InvalidUtf8, RequestField.None, FirstInvalidByte());
        }

        _json.SkipWhite();
        if (_json.Current != (byte)'{')
        {
            // Say that it is no object only of what is JSON at all.
            return _json.SkipValue(0) ? Fail(ScanErrorKind.NotAnObject, RequestField.None, 0) : FailJson();
        }

        _fields.ObjectStart = _json.Position + 1;
        if (_json.TryEnterObject())
        {
            var reads = RequestFieldSet.ReadBy(_shape);
            do
            {
                var keyStart = _json.Position;
                if (!_json.TryReadKey(out var key))
                {
                    return FailJson();
                }

                var field = RequestFieldNames.Match(key);
                if (field == RequestField.None || !reads.Has(field))
                {
                    if (!_json.SkipValue(1))
                    {
                        return FailJson();
                    }

                    continue;
                }

                if (_seen.Has(field))
                {
                    return Fail(ScanErrorKind.DuplicateField, field, keyStart);
                }

                _seen = _seen.With(field);
                if (!TryReadField(field))
                {
                    return false;
                }
            }
            while (_json.TryNextMember());
        }

        if (_json.Error != ScanErrorKind.None)
        {
            return FailJson();
        }

        _json.SkipWhite();
        return _json.Position == _body.Length || Fail(ScanErrorKind.TrailingBytes, RequestField.None, _json.Position);
    }

    private bool HasRequiredFields()
    {
        var needsModel = _shape switch
        {
            EndpointShape.AnyWithModel or EndpointShape.Gemini => false,
            EndpointShape.Responses => !_hasStoredPrompt && !_fields.HasPreviousResponse,
            _ => true,
        };
        if (needsModel && !_fields.Model.Exists)
        {
            return Fail(ScanErrorKind.Required, RequestField.Model, 0);
        }

        var prompt = _shape switch
        {
            EndpointShape.ChatCompletions or EndpointShape.AnthropicMessages => RequestField.Messages,
            EndpointShape.Completions => RequestField.Prompt,
            EndpointShape.Embeddings => RequestField.Input,
            EndpointShape.Gemini => RequestField.Contents,
            _ => RequestField.None,
        };
        return prompt == RequestField.None || _fields.Prompt.Exists || Fail(ScanErrorKind.Required, prompt, 0);
    }

    private bool TryReadField(RequestField field)
    {
        switch (field)
        {
            case RequestField.Model:
                return TryReadModel();
            case RequestField.Stream:
                return TryReadBoolean(field, false, out var stream) && (_fields.Stream = stream) == stream;
            case RequestField.Store:
                return TryReadBoolean(field, _fields.Store, out var store) && (_fields.Store = store) == store;
            case RequestField.StreamOptions:
                return TryReadStreamOptions();
            case RequestField.MaxTokens or RequestField.MaxCompletionTokens or RequestField.MaxOutputTokens:
                return TryReadMaxTokens(field);
            case RequestField.N:
                return TryReadN();
            case RequestField.Messages or RequestField.Contents:
                return TryReadMessages(field);
            case RequestField.Prompt when _shape == EndpointShape.Responses:
                _hasStoredPrompt = _json.Current != (byte)'n';
                return SkipValue(1);
            case RequestField.Input or RequestField.Prompt:
                return TryReadStringOrArray(field);
            case RequestField.GenerationConfig:
                return TryReadGenerationConfig();
            case RequestField.PreviousResponseId:
                return TryReadPreviousResponse();
            default:
                return TryReadUser();
        }
    }

    private bool TryReadModel()
    {
        if (!TryReadOptionalString(RequestField.Model, out var range))
        {
            return false;
        }

        _fields.Model = range;
        if (range.Length == 2)
        {
            return Fail(ScanErrorKind.MustNotBeEmpty, RequestField.Model, range.Start);
        }

        _fields.ModelEscaped = _fields.RawModel(_body).Contains((byte)'\\');
        return true;
    }

    private bool TryReadPreviousResponse()
    {
        if (!TryReadOptionalString(RequestField.PreviousResponseId, out var range))
        {
            return false;
        }

        _fields.PreviousResponseId = range;
        _fields.HasPreviousResponse = range.Exists;
        return true;
    }

    private bool TryReadUser()
    {
        var read = TryReadOptionalString(RequestField.User, out var range);
        _fields.User = range;
        return read;
    }

    private bool TryReadStreamOptions()
    {
        var start = _json.Position;
        if (_json.Current == (byte)'n')
        {
            var read = SkipValue(1);
            _fields.StreamOptions = new JsonRange(start, _json.Position - start);
            return read;
        }

        if (_json.Current != (byte)'{')
        {
            return FailType(ScanErrorKind.MustBeObject, RequestField.StreamOptions);
        }

        if (_json.TryEnterObject())
        {
            do
            {
                if (!_json.TryReadKey(out var key))
                {
                    return FailJson();
                }

                if (!IsKey(key, "include_usage"u8))
                {
                    if (!SkipValue(2))
                    {
                        return false;
                    }

                    continue;
                }

                if (_fields.IncludeUsageValue.Exists)
                {
                    return Fail(ScanErrorKind.DuplicateField, RequestField.IncludeUsage, _json.Position);
                }

                var valueStart = _json.Position;
                if (!TryReadBoolean(RequestField.IncludeUsage, false, out var include))
                {
                    return false;
                }

                _fields.IncludeUsage = include;
                _fields.IncludeUsageValue = new JsonRange(valueStart, _json.Position - valueStart);
            }
            while (_json.TryNextMember());
        }

        _fields.StreamOptions = new JsonRange(start, _json.Position - start);
        return _json.Error == ScanErrorKind.None || FailJson();
    }

    private bool TryReadGenerationConfig()
    {
        if (_json.Current == (byte)'n')
        {
            return SkipValue(1);
        }

        if (_json.Current != (byte)'{')
        {
            return FailType(ScanErrorKind.MustBeObject, RequestField.GenerationConfig);
        }

        if (_json.TryEnterObject())
        {
            do
            {
                if (!_json.TryReadKey(out var key))
                {
                    return FailJson();
                }

                var isCap = IsKey(key, "maxOutputTokens"u8) || IsKey(key, "max_output_tokens"u8);
                if (isCap && _fields.MaxTokensValue.Exists)
                {
                    return Fail(ScanErrorKind.DuplicateField, RequestField.GenerationMaxOutputTokens, _json.Position);
                }

                if (isCap ? !TryReadMaxTokens(RequestField.GenerationMaxOutputTokens) : !SkipValue(2))
                {
                    return false;
                }
            }
            while (_json.TryNextMember());
        }

        return _json.Error == ScanErrorKind.None || FailJson();
    }

    private bool TryReadMaxTokens(RequestField field)
    {
        if (!TryReadOptionalInteger(field, out var range, out var value))
        {
            return false;
        }

        // Chat accepts an old and a new name. Where both stand, the larger one is what the answer can cost.
        if (range.Exists && (_fields.MaxTokens is not { } other || value > other))
        {
            _fields.MaxTokens = value > 0 ? value : null;
            _fields.MaxTokensField = field;
            _fields.MaxTokensValue = range;
        }

        return true;
    }

    private bool TryReadN()
    {
        if (!TryReadOptionalInteger(RequestField.N, out var range, out var value))
        {
            return false;
        }

        _fields.N = range.Exists ? (int)Math.Clamp(value, 1, int.MaxValue) : 1;
        return true;
    }

    private bool TryReadMessages(RequestField field)
    {
        var start = _json.Position;
        if (_json.Current != (byte)'[')
        {
            return FailType(ScanErrorKind.MustBeNonEmptyArray, field);
        }

        if (!_json.TryEnterArray())
        {
            return _json.Error == ScanErrorKind.None ? Fail(ScanErrorKind.MustBeNonEmptyArray, field, start) : FailJson();
        }

        do
        {
            if (_json.Current != (byte)'{')
            {
                return FailType(ScanErrorKind.MustBeArrayOfObjects, field);
            }

            if (!SkipValue(2))
            {
                return false;
            }
        }
        while (_json.TryNextElement());

        _fields.Prompt = new JsonRange(start, _json.Position - start);
        _fields.PromptField = field;
        return _json.Error == ScanErrorKind.None || FailJson();
    }

    private bool TryReadStringOrArray(RequestField field)
    {
        var start = _json.Position;
        switch (_json.Current)
        {
            case (byte)'n':
                return SkipValue(1);
            case (byte)'"' or (byte)'[':
                break;
            default:
                return FailType(ScanErrorKind.MustBeStringOrArray, field);
        }

        var isArray = _json.Current == (byte)'[';
        if (!SkipValue(1))
        {
            return false;
        }

        _fields.Prompt = new JsonRange(start, _json.Position - start);
        _fields.PromptField = field;
        var mayBeEmpty = _shape == EndpointShape.Responses || (_shape == EndpointShape.Completions && !isArray);
        return mayBeEmpty || !IsEmpty(_fields.Prompt.Of(_body)) || Fail(ScanErrorKind.MustNotBeEmpty, field, start);
    }

    private bool TryReadBoolean(RequestField field, bool whenNull, out bool value)
    {
        value = _json.Current switch
        {
            (byte)'t' => true,
            (byte)'n' => whenNull,
            _ => false,
        };
        return _json.Current is (byte)'t' or (byte)'f' or (byte)'n' ? SkipValue(1) : FailType(ScanErrorKind.MustBeBoolean, field);
    }

    private bool TryReadOptionalString(RequestField field, out JsonRange range)
    {
        range = default;
        var start = _json.Position;
        switch (_json.Current)
        {
            case (byte)'n':
                return SkipValue(1);
            case (byte)'"':
                var read = SkipValue(1);
                range = new JsonRange(start, _json.Position - start);
                return read;
            default:
                return FailType(ScanErrorKind.MustBeString, field);
        }
    }

    private bool TryReadOptionalInteger(RequestField field, out JsonRange range, out long value)
    {
        range = default;
        value = 0;
        var start = _json.Position;
        switch (_json.Current)
        {
            case (byte)'n':
                return SkipValue(1);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                break;
            default:
                return FailType(ScanErrorKind.MustBeInteger, field);
        }

        if (!SkipValue(1))
        {
            return false;
        }

        range = new JsonRange(start, _json.Position - start);
        var error = JsonNumber.TryReadInteger(range.Of(_body), out value);
        return error == ScanErrorKind.None || Fail(error, field, start);
    }

    private bool SkipValue(int depth) => _json.SkipValue(depth) || FailJson();

    /// <summary>The value has the wrong type, unless it is no value at all.</summary>
    private bool FailType(ScanErrorKind kind, RequestField field)
    {
        var start = _json.Position;
        return SkipValue(1) && Fail(kind, field, start);
    }

    private bool FailJson() => Fail(_json.Error, RequestField.None, _json.Position);

    private bool Fail(ScanErrorKind kind, RequestField field, int offset)
    {
        _error = new ScanError(kind, offset, field);
        return false;
    }

    private readonly int FirstInvalidByte()
    {
        // Only a refused body gets here, once: no need to be fast.
        var valid = 0;
        var rest = _body;
        while (Rune.DecodeFromUtf8(rest, out _, out var used) == OperationStatus.Done)
        {
            valid += used;
            rest = rest[used..];
        }

        return valid;
    }

    private static bool IsEmpty(ReadOnlySpan<byte> value) => value[1..^1].Trim(" \r\n\t"u8).IsEmpty;

    private static bool IsKey(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> name)
    {
        if (!rawKey.Contains((byte)'\\'))
        {
            return rawKey.SequenceEqual(name);
        }

        Span<byte> plain = stackalloc byte[128];
        return JsonText.TryUnescape(rawKey, plain, out var length) && plain[..length].SequenceEqual(name);
    }
}
