using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Control.Store;

namespace Tollgate.Control.Registry;

/// <summary><c>/api/models</c>: models over targets.</summary>
internal sealed class ModelArea
{
    private const string Path = "/api/models";
    private const string OnePath = "/api/models/{id}";

    private readonly ProviderRegistry _registry;

    private ModelArea(ProviderRegistry registry) => _registry = registry;

    public static void Map(RouteGroupBuilder group, ProviderRegistry registry)
    {
        var area = new ModelArea(registry);
        group.MapApi("GET", Path, ModelOperations.List, area.ListAsync);
        group.MapApi("POST", Path, ModelOperations.Create, StoreAnswers.Guard(area.CreateAsync));
        group.MapApi("GET", OnePath, ModelOperations.Get, area.GetAsync);
        group.MapApi("PATCH", OnePath, ModelOperations.Edit, StoreAnswers.Guard(context => area.EditAsync(context, replaces: false)));
        group.MapApi("PUT", OnePath, ModelOperations.Replace, StoreAnswers.Guard(context => area.EditAsync(context, replaces: true)));
        group.MapApi("DELETE", OnePath, ModelOperations.Delete, StoreAnswers.Guard(area.DeleteAsync));
    }

    private Task<IResult> ListAsync(HttpContext context) =>
        Task.FromResult(Answers.Json(new ModelPageBody(_registry.Views.Models()), RegistryJson.Default.ModelPageBody));

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal) is not { } change)
        {
            return refusal!;
        }

        var given = await JsonBody.ReadAsync(context, RegistryJson.Default.JsonObject);
        return given.Ok
            ? Answer(context, await _registry.Service.CreateAsync(RegistryKind.Model, given.Value, change, context.RequestAborted), change, 201)
            : given.Refusal;
    }

    private Task<IResult> GetAsync(HttpContext context)
    {
        var id = RegistryRequest.IdOf(context) ?? "";
        if (_registry.Service.Find(RegistryKind.Model, id) is { } entry)
        {
            RegistryRequest.Tag(context, entry.Stored.Revision);
            return Task.FromResult(Answers.Json(_registry.Views.ModelView(entry), RegistryJson.Default.ModelBody));
        }

        return Task.FromResult(_registry.Views.FindModelInFile(id) is { } named
            ? Answers.Json(_registry.Views.ModelView(named), RegistryJson.Default.ModelBody)
            : Answers.NotFound);
    }

    private async Task<IResult> EditAsync(HttpContext context, bool replaces)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal, replaces) is not { } change)
        {
            return refusal!;
        }

        var given = await JsonBody.ReadAsync(context, RegistryJson.Default.JsonObject);
        if (!given.Ok)
        {
            return given.Refusal;
        }

        var id = RegistryRequest.IdOf(context) ?? "";
        return _registry.Views.FindModelInFile(id) is not null
            ? RegistryRequest.ReadOnly(_registry.Sources.Origin)
            : Answer(context, await _registry.Service.EditAsync(RegistryKind.Model, id, given.Value, change, context.RequestAborted), change, 200);
    }

    private async Task<IResult> DeleteAsync(HttpContext context)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal) is not { } change)
        {
            return refusal!;
        }

        var id = RegistryRequest.IdOf(context) ?? "";
        if (_registry.Views.FindModelInFile(id) is not null)
        {
            return RegistryRequest.ReadOnly(_registry.Sources.Origin);
        }

        var result = await _registry.Service.DeleteAsync(RegistryKind.Model, id, change, context.RequestAborted);
        return result.Outcome == RegistryOutcome.Done ? Answers.NoContent : RegistryRequest.Refused(result);
    }

    private IResult Answer(HttpContext context, RegistryResult result, RegistryChange change, int status)
    {
        if (result.Outcome != RegistryOutcome.Done)
        {
            return RegistryRequest.Refused(result);
        }

        RegistryRequest.Tag(context, result.Entry!.Stored.Revision);
        return Answers.Json(_registry.Views.ModelView(result.Entry), RegistryJson.Default.ModelBody, change.IsDryRun ? 200 : status);
    }
}
