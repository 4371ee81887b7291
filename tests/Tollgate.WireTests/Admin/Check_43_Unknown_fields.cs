using Shouldly;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Admin;

/// <summary>What the admin API does not know it refuses, and names: nobody gives himself a role by guessing its field.</summary>
public sealed class Check_43_Unknown_fields
{
    private const string Admin = "/api/openapi.json";

    [Theory]
    [InlineData("role")]
    [InlineData("balance")]
    [InlineData("tenant_id")]
    public async Task A_field_that_no_document_names_is_refused(string field)
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        var operations = (await gateway.OperationsAsync(Admin)).Where(each => each.Body is not null).ToList();
        operations.ShouldNotBeEmpty();
        foreach (var operation in operations)
        {
            var body = operation.Body!.TrimEnd()[..^1].TrimEnd();
            body += (body.EndsWith('{') ? "" : ",") + $"\"{field}\":\"admin\"}}";
            var answer = await gateway.SendAsync(operation.Request(DocumentedGateway.AdminKey, gateway.NextCaller(), body: body));
            answer.ShouldBe((400, "VALIDATION_ERROR", field), operation.ToString());
        }
    }

    [Fact]
    public async Task A_parameter_that_no_document_names_is_refused()
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        foreach (var operation in await gateway.OperationsAsync(Admin))
        {
            var answer = await gateway.SendAsync(operation.Request(DocumentedGateway.AdminKey, gateway.NextCaller(), query: "?tenant_id=1"));
            answer.ShouldBe((400, "VALIDATION_ERROR", "tenant_id"), operation.ToString());
        }
    }

    [Fact]
    public async Task Every_documented_parameter_refuses_nonsense_or_takes_it_as_text()
    {
        await using var gateway = await DocumentedGateway.StartAsync(Engines.Sockets);
        string[] values = ["%25%25%25%25", "%00", "%ff%fe", "-1", "99999999999999999999", "1e999", "%27%3B--", new string('a', 10_000), "%F0%9F%98%80", "null", "%0d%0aX:1"];
        foreach (var operation in (await gateway.OperationsAsync(Admin)).Where(each => each.Method == "GET" && each.Description.TryGetProperty("parameters", out _)))
        {
            foreach (var name in operation.Description.GetProperty("parameters").EnumerateArray().Where(each => each.GetProperty("in").GetString() == "query").Select(each => each.GetProperty("name").GetString()))
            {
                foreach (var value in values)
                {
                    var (status, _, param) = await gateway.SendAsync(operation.Request(DocumentedGateway.AdminKey, "198.51.100.1", query: $"?{name}={value}"));
                    status.ShouldBeOneOf([200, 400, 404, 414], $"{operation} ?{name}={value.Length}:{value[0]}");
                    if (status == 400)
                    {
                        param.ShouldBe(name, $"{operation} ?{name}={value.Length}:{value[0]}");
                    }
                }
            }
        }
    }
}
