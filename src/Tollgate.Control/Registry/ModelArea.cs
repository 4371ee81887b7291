using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Control.Store;

namespace Tollgate.Control.Registry;

/// <summary><c>/api/models</c>: models over targets.</summary>
internal sealed class ModelArea(ProviderRegistry registry) : EntryArea(registry, RegistryKind.Model)
{
    private const string Path = "/api/models";
    private const string OnePath = "/api/models/{id}";

    public static void Map(RouteGroupBuilder group, ProviderRegistry registry)
    {
        var area = new ModelArea(registry);
        var operations = ModelOperations.All;
        group.MapApi("GET", Path, operations.List, area.ListAsync);
        group.MapApi("POST", Path, operations.Create, StoreAnswers.Guard(context => area.CreateAsync(context, status: 201)));
        group.MapApi("GET", OnePath, operations.Get, area.GetAsync);
        group.MapApi("PATCH", OnePath, operations.Edit, StoreAnswers.Guard(context => area.EditAsync(context, replaces: false)));
        group.MapApi("PUT", OnePath, operations.Replace, StoreAnswers.Guard(context => area.EditAsync(context, replaces: true)));
        group.MapApi("DELETE", OnePath, operations.Delete, StoreAnswers.Guard(area.DeleteAsync));
    }

    protected override bool IsNamed(string id) => Registry.Views.FindModelInFile(id) is not null;

    protected override IResult? ShowNamed(string id) =>
        Registry.Views.FindModelInFile(id) is { } named ? Answers.Json(Registry.Views.ModelView(named), RegistryJson.Default.ModelBody) : null;

    protected override IResult Show(LoadedEntry entry, string? token, bool isDraft, int status) =>
        Answers.Json(Registry.Views.ModelView(entry), RegistryJson.Default.ModelBody, status);

    private Task<IResult> ListAsync(HttpContext context) =>
        Task.FromResult(Answers.Json(new ModelPageBody(Registry.Views.Models()), RegistryJson.Default.ModelPageBody));
}
