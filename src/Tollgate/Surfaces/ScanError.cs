using System.Globalization;
using Tollgate.Json;

namespace Tollgate.Surfaces;

/// <summary>What is wrong with a body, and where. <see cref="Offset"/> is in bytes from the body's start.</summary>
internal readonly record struct ScanError(ScanErrorKind Kind, int Offset, RequestField Field)
{
    /// <summary>The field's name for the <c>param</c> of an error, or null where the body as a whole is at fault.</summary>
    public string? Param => Field == RequestField.None ? null : RequestFieldNames.NameOf(Field);

    /// <summary>A sentence for the client that names the field. It holds no bytes of the body.</summary>
    public string Describe()
    {
        var name = RequestFieldNames.NameOf(Field);
        return Kind switch
        {
            ScanErrorKind.None => "",
            ScanErrorKind.InvalidUtf8 => At("The body is not valid UTF-8"),
            ScanErrorKind.UnexpectedEnd => "The body ends inside a JSON value.",
            ScanErrorKind.UnexpectedByte => At("The body is not valid JSON"),
            ScanErrorKind.TooDeep => At($"The body nests more than {JsonScan.MaxDepth} levels deep"),
            ScanErrorKind.ControlByte => At("A JSON string holds a control character that is not escaped"),
            ScanErrorKind.BadEscape => At("A JSON string holds an unknown escape sequence"),
            ScanErrorKind.LoneSurrogate => At("A JSON string holds half of a surrogate pair"),
            ScanErrorKind.BadNumber => At("The body holds a number that is not valid JSON"),
            ScanErrorKind.NumberRange => At("The body holds a number out of range"),
            ScanErrorKind.KeyTooLong => At($"The body holds a key longer than {JsonScan.MaxKeyBytes} bytes"),
            ScanErrorKind.TrailingBytes => At("The body goes on after the JSON value"),
            ScanErrorKind.NotAnObject => "The body must be a JSON object.",
            ScanErrorKind.DuplicateField => $"{name} is given twice.",
            ScanErrorKind.Required => $"{name} is required.",
            ScanErrorKind.MustBeString => $"{name} must be a string.",
            ScanErrorKind.MustBeBoolean => $"{name} must be a boolean.",
            ScanErrorKind.MustBeInteger => $"{name} must be an integer.",
            ScanErrorKind.IntegerRange => $"{name} is out of range.",
            ScanErrorKind.MustBeObject => $"{name} must be an object.",
            ScanErrorKind.MustBeNonEmptyArray => $"{name} must be a non-empty array.",
            ScanErrorKind.MustBeStringOrArray => $"{name} must be a string or an array.",
            _ => $"{name} must not be empty.",
        };
    }

    private string At(string what) => string.Create(CultureInfo.InvariantCulture, $"{what} (at byte {Offset}).");
}
