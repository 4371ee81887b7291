using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tollgate.Json;

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
    private RequestValueReader _read;
    private RequestFieldSet _seen;
    private RequestFields _fields;
    private bool _hasStoredPrompt;

    private readonly bool _needsModel;

    private RequestScan(ReadOnlySpan<byte> body, EndpointShape shape, bool needsModel)
    {
        _needsModel = needsModel;
        _body = body;
        _shape = shape;
        _read = new RequestValueReader(body);
        _fields.N = 1;
        _fields.Store = shape == EndpointShape.Responses;
    }

    /// <summary>Scans a body. False with the first thing that is wrong; nothing is thrown and nothing allocated.</summary>
    public static bool TryScan(ReadOnlySpan<byte> body, EndpointShape shape, out RequestFields fields, out ScanError error) =>
        TryScan(body, shape, needsModel: true, out fields, out error);

    /// <summary>The same, where the model may also be known otherwise.</summary>
    public static bool TryScan(ReadOnlySpan<byte> body, EndpointShape shape, bool needsModel, out RequestFields fields, out ScanError error)
    {
        var scan = new RequestScan(body, shape, needsModel);
        var valid = scan.TryReadDocument() && scan.HasRequiredFields();
        fields = scan._fields;
        error = scan._read.Error;
        return valid;
    }

    private bool TryReadDocument()
    {
        if (!Utf8.IsValid(_body))
        {
            return _read.Fail(ScanErrorKind.InvalidUtf8, RequestField.None, FirstInvalidByte());
        }

        _read.Json.SkipWhite();
        if (_read.Json.Current != (byte)'{')
        {
            // Say that it is no object only of what is JSON at all.
            return _read.Json.SkipValue(0) ? _read.Fail(ScanErrorKind.NotAnObject, RequestField.None, 0) : _read.FailJson();
        }

        _fields.ObjectStart = _read.Json.Position + 1;
        if (_read.Json.TryEnterObject())
        {
            var reads = RequestFieldSet.ReadBy(_shape);
            do
            {
                var keyStart = _read.Json.Position;
                if (!_read.Json.TryReadKey(out var key))
                {
                    return _read.FailJson();
                }

                var field = RequestFieldNames.Match(key);
                if (field == RequestField.None || !reads.Has(field))
                {
                    if (!_read.Json.SkipValue(1))
                    {
                        return _read.FailJson();
                    }

                    continue;
                }

                if (_seen.Has(field))
                {
                    return _read.Fail(ScanErrorKind.DuplicateField, field, keyStart);
                }

                _seen = _seen.With(field);
                if (!TryReadField(field))
                {
                    return false;
                }
            }
            while (_read.Json.TryNextMember());
        }

        if (_read.Json.Error != ScanErrorKind.None)
        {
            return _read.FailJson();
        }

        _read.Json.SkipWhite();
        return _read.Json.Position == _body.Length || _read.Fail(ScanErrorKind.TrailingBytes, RequestField.None, _read.Json.Position);
    }

    /// <summary>
    /// Only the model, without which there is no way to go. What else is missing the provider may not need (a chat with <c>prompt</c>, an
    /// embedding of <c>messages</c>), or answers with an error of its own.
    /// </summary>
    private bool HasRequiredFields()
    {
        var needsModel = _needsModel && _shape switch
        {
            EndpointShape.AnyWithModel or EndpointShape.Gemini => false,
            EndpointShape.Responses => !_hasStoredPrompt && !_fields.HasPreviousResponse,
            _ => true,
        };
        return !needsModel || _fields.Model.Exists || _read.Fail(ScanErrorKind.Required, RequestField.Model, 0);
    }

    private bool TryReadField(RequestField field)
    {
        switch (field)
        {
            case RequestField.Model:
                return TryReadModel();
            case RequestField.Stream:
                return _read.TryReadBoolean(field, false, out var stream) && (_fields.Stream = stream) == stream;
            case RequestField.Store:
                return _read.TryReadBoolean(field, _fields.Store, out var store) && (_fields.Store = store) == store;
            case RequestField.StreamOptions:
                return TryReadStreamOptions();
            case RequestField.MaxTokens or RequestField.MaxCompletionTokens or RequestField.MaxOutputTokens:
                return TryReadMaxTokens(field);
            case RequestField.N:
                return TryReadN();
            case RequestField.Messages or RequestField.Contents:
                return TryReadMessages(field);
            case RequestField.Prompt when _shape == EndpointShape.Responses:
                _hasStoredPrompt = _read.Json.Current != (byte)'n';
                return _read.SkipValue(1);
            case RequestField.Input or RequestField.Prompt:
                return TryReadStringOrArray(field);
            case RequestField.GenerationConfig:
                return TryReadGenerationConfig();
            case RequestField.PreviousResponseId:
                return TryReadPreviousResponse();
            case RequestField.User:
                return TryReadUser();
            default:
                return TryReadHint(field);
        }
    }

    private bool TryReadModel()
    {
        if (!_read.TryReadOptionalString(RequestField.Model, out var range))
        {
            return false;
        }

        _fields.Model = range;
        if (range.Length == 2)
        {
            return _read.Fail(ScanErrorKind.MustNotBeEmpty, RequestField.Model, range.Start);
        }

        _fields.ModelEscaped = _fields.RawModel(_body).Contains((byte)'\\');
        return true;
    }

    private bool TryReadPreviousResponse()
    {
        if (!_read.TryReadOptionalString(RequestField.PreviousResponseId, out var range))
        {
            return false;
        }

        _fields.PreviousResponseId = range;
        _fields.HasPreviousResponse = range.Exists;
        return true;
    }

    private bool TryReadUser()
    {
        var read = _read.TryReadOptionalString(RequestField.User, out var range);
        _fields.User = range;
        return read;
    }

    private bool TryReadHint(RequestField field)
    {
        var start = _read.Json.Position;
        if (!_read.SkipValue(1))
        {
            return false;
        }

        RequestHints.Note(field, new JsonRange(start, _read.Json.Position - start), _body, ref _fields);
        return true;
    }

    private bool TryReadStreamOptions()
    {
        var start = _read.Json.Position;
        if (_read.Json.Current == (byte)'n')
        {
            var read = _read.SkipValue(1);
            _fields.StreamOptions = new JsonRange(start, _read.Json.Position - start);
            return read;
        }

        if (_read.Json.Current != (byte)'{')
        {
            return _read.FailType(ScanErrorKind.MustBeObject, RequestField.StreamOptions);
        }

        if (_read.Json.TryEnterObject())
        {
            do
            {
                if (!_read.Json.TryReadKey(out var key))
                {
                    return _read.FailJson();
                }

                if (!RequestValueReader.IsKey(key, "include_usage"u8))
                {
                    if (!_read.SkipValue(2))
                    {
                        return false;
                    }

                    continue;
                }

                if (_fields.IncludeUsageValue.Exists)
                {
                    return _read.Fail(ScanErrorKind.DuplicateField, RequestField.IncludeUsage, _read.Json.Position);
                }

                var valueStart = _read.Json.Position;
                if (!_read.TryReadBoolean(RequestField.IncludeUsage, false, out var include))
                {
                    return false;
                }

                _fields.IncludeUsage = include;
                _fields.IncludeUsageValue = new JsonRange(valueStart, _read.Json.Position - valueStart);
            }
            while (_read.Json.TryNextMember());
        }

        _fields.StreamOptions = new JsonRange(start, _read.Json.Position - start);
        return _read.Json.Error == ScanErrorKind.None || _read.FailJson();
    }

    private bool TryReadGenerationConfig()
    {
        if (_read.Json.Current == (byte)'n')
        {
            return _read.SkipValue(1);
        }

        if (_read.Json.Current != (byte)'{')
        {
            return _read.FailType(ScanErrorKind.MustBeObject, RequestField.GenerationConfig);
        }

        if (_read.Json.TryEnterObject())
        {
            do
            {
                if (!_read.Json.TryReadKey(out var key))
                {
                    return _read.FailJson();
                }

                var isCap = RequestValueReader.IsKey(key, "maxOutputTokens"u8) || RequestValueReader.IsKey(key, "max_output_tokens"u8);
                if (isCap && _fields.MaxTokensValue.Exists)
                {
                    return _read.Fail(ScanErrorKind.DuplicateField, RequestField.GenerationMaxOutputTokens, _read.Json.Position);
                }

                if (RequestValueReader.IsKey(key, "responseSchema"u8) || RequestValueReader.IsKey(key, "responseJsonSchema"u8))
                {
                    _fields.Needs |= RequestNeeds.JsonSchema;
                }

                if (isCap ? !TryReadMaxTokens(RequestField.GenerationMaxOutputTokens) : !_read.SkipValue(2))
                {
                    return false;
                }
            }
            while (_read.Json.TryNextMember());
        }

        return _read.Json.Error == ScanErrorKind.None || _read.FailJson();
    }

    private bool TryReadMaxTokens(RequestField field)
    {
        if (!_read.TryReadOptionalInteger(field, out var range, out var value))
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
        if (!_read.TryReadOptionalInteger(RequestField.N, out var range, out var value))
        {
            return false;
        }

        _fields.N = range.Exists ? (int)Math.Clamp(value, 1, int.MaxValue) : 1;
        return true;
    }

    private bool TryReadMessages(RequestField field)
    {
        var start = _read.Json.Position;
        if (_read.Json.Current != (byte)'[')
        {
            return _read.FailType(ScanErrorKind.MustBeNonEmptyArray, field);
        }

        if (!_read.Json.TryEnterArray())
        {
            return _read.Json.Error == ScanErrorKind.None ? _read.Fail(ScanErrorKind.MustBeNonEmptyArray, field, start) : _read.FailJson();
        }

        do
        {
            if (!_read.SkipValue(2))
            {
                return false;
            }
        }
        while (_read.Json.TryNextElement());

        _fields.Prompt = new JsonRange(start, _read.Json.Position - start);
        _fields.PromptField = field;
        return _read.Json.Error == ScanErrorKind.None || _read.FailJson();
    }

    private bool TryReadStringOrArray(RequestField field)
    {
        var start = _read.Json.Position;
        switch (_read.Json.Current)
        {
            case (byte)'n':
                return _read.SkipValue(1);
            case (byte)'"' or (byte)'[':
                break;
            default:
                return _read.FailType(ScanErrorKind.MustBeStringOrArray, field);
        }

        if (!_read.SkipValue(1))
        {
            return false;
        }

        _fields.Prompt = new JsonRange(start, _read.Json.Position - start);
        _fields.PromptField = field;
        return true;
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
}
