namespace Tollgate.Routing;

/// <summary>What the names of Google's models tell about their calls.</summary>
internal static class GoogleModels
{
    /// <summary>A model of pictures that knows <c>:predict</c> and not <c>:generateContent</c>: Imagen, under its names of today and of old.</summary>
    public static bool IsImagen(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        return name.StartsWith("imagen", StringComparison.OrdinalIgnoreCase) || name.StartsWith("imagegeneration", StringComparison.OrdinalIgnoreCase);
    }
}
