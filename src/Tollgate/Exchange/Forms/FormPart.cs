namespace Tollgate.Exchange.Forms;

/// <summary>One field or file of a form. Its parts lie in the memory of the body.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="FileName">The file's name, as it stands; empty for a field.</param>
/// <param name="MediaType">The file's type without parameters; empty where the client says none.</param>
/// <param name="Content">The value.</param>
internal readonly record struct FormPart(
    ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> FileName, ReadOnlyMemory<byte> MediaType, ReadOnlyMemory<byte> Content);
