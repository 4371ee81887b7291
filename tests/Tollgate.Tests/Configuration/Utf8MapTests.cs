using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Configuration;

public sealed class Utf8MapTests
{
    [Fact]
    public void It_finds_what_a_dictionary_finds()
    {
        Check.QuickThrowOnFailure(Prop.ForAll((NonNull<string>[] names, NonNull<string> other) =>
        {
            var expected = names.Select(n => Clean(n.Get)).Distinct(StringComparer.Ordinal).ToDictionary(n => n, n => n, StringComparer.Ordinal);
            var map = new Utf8Map<string>(expected);
            map.Count.ShouldBe(expected.Count);
            foreach (var name in expected.Keys) { map.Find(Encoding.UTF8.GetBytes(name)).ShouldBe(name); }
            map.Find(Encoding.UTF8.GetBytes(Clean(other.Get))).ShouldBe(expected.GetValueOrDefault(Clean(other.Get)));
        }));
    }

    [Fact]
    public void Names_that_differ_in_one_byte_or_only_in_length_are_told_apart()
    {
        var names = Enumerable.Range(0, 500).Select(i => new string('a', i % 20) + i).Distinct(StringComparer.Ordinal).ToDictionary(n => n, n => n, StringComparer.Ordinal);
        var map = new Utf8Map<string>(names);
        foreach (var name in names.Keys)
        {
            map.Find(Encoding.UTF8.GetBytes(name)).ShouldBe(name);
            map.Find(Encoding.UTF8.GetBytes(name + "\0")).ShouldBeNull();
        }

        map.Find([]).ShouldBeNull();
    }

    [Fact]
    public void The_same_name_twice_is_a_bug_of_the_caller() =>
        Should.Throw<ArgumentException>(() => new Utf8Map<string>([KeyValuePair.Create("a", "1"), KeyValuePair.Create("a", "2")]));

    // A lone surrogate has no UTF-8 form of its own.
    private static string Clean(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
}
