using Shouldly;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Admin;

/// <summary>Every path that the documents name keeps strangers out, and shows nobody what is another's. A new path is visited by itself.</summary>
public sealed class Check_41_Every_path_of_the_documents
{
    private const string Gateway = "/openapi.json";
    private const string Admin = "/api/openapi.json";

    [Theory]
    [InlineData(Gateway)]
    [InlineData(Admin)]
    public async Task Without_a_key_or_with_a_wrong_one_nothing_opens(string document)
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        foreach (var operation in await gateway.OperationsAsync(document))
        {
            var (status, code, _) = await gateway.SendAsync(operation.Request(key: null, gateway.NextCaller()));
            if (operation.IsPublic)
            {
                status.ShouldBe(200, operation.ToString());
                continue;
            }

            (status, code).ShouldBe((401, "AUTH_MISSING_TOKEN"), operation.ToString());
            (status, code, _) = await gateway.SendAsync(operation.Request("sk-wrong-0123456789abcdef", gateway.NextCaller()));
            (status, code).ShouldBe((401, "AUTH_INVALID_TOKEN"), operation.ToString());
        }
    }

    [Fact]
    public async Task A_clients_key_opens_nothing_of_the_admin_api()
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        foreach (var operation in (await gateway.OperationsAsync(Admin)).Where(each => !each.IsPublic))
        {
            var (status, code, _) = await gateway.SendAsync(operation.Request(Secrets.ClientKey, gateway.NextCaller()));
            (status, code).ShouldBe((403, "FORBIDDEN"), operation.ToString());
        }
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("'%20OR%201=1--")]
    [InlineData("..%00")]
    [InlineData("%F0%9F%98%80")]
    public async Task An_id_that_is_nobodys_is_not_found(string id)
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        foreach (var operation in (await gateway.OperationsAsync(Admin)).Where(each => each.HasId))
        {
            var (status, code, _) = await gateway.SendAsync(operation.Request(DocumentedGateway.AdminKey, gateway.NextCaller(), id));
            status.ShouldBeOneOf([400, 404], $"{operation} with {id}: {code}");
        }
    }

    [Fact]
    public async Task An_object_at_a_provider_is_not_for_a_key_that_may_not_reach_it()
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        var objects = (await gateway.OperationsAsync(Gateway)).Where(each => each.HasId && each.Path.Contains("_id}", StringComparison.Ordinal)).ToList();
        objects.ShouldNotBeEmpty();
        foreach (var operation in objects)
        {
            var (status, code, _) = await gateway.SendAsync(operation.Request(DocumentedGateway.OtherKey, gateway.NextCaller(), "file-of-another"));
            status.ShouldBeOneOf([403, 404], $"{operation}: {code}");
        }
    }

    [Fact]
    public async Task Json_that_is_broken_is_told_in_the_shape_of_its_path()
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        string[] read = ["/api/", "/v1/chat/", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/messages", "/v1beta/models/"]; // others pass unread
        var operations = (await gateway.OperationsAsync(Gateway)).Concat(await gateway.OperationsAsync(Admin))
            .Where(each => each.Body is not null && read.Any(each.Path.StartsWith))
            .ToList();
        operations.Count.ShouldBeGreaterThan(8);
        foreach (var operation in operations)
        {
            var key = operation.Path.StartsWith("/api", StringComparison.Ordinal) ? DocumentedGateway.AdminKey : Secrets.ClientKey;
            var (status, code, _) = await gateway.SendAsync(operation.Request(key, gateway.NextCaller(), body: "{\"model\":\"demo\","));
            (status, code).ShouldBe((400, "VALIDATION_ERROR"), operation.ToString());
        }
    }
}
