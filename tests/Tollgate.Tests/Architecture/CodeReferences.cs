using System.Reflection;

namespace Tollgate.Tests.Architecture;

/// <summary>
/// Every reference that an assembly's code makes, read from its metadata and IL. What the compiler has folded away (constants, values of
/// enumerations, <c>nameof</c>) is not there and does not count.
/// </summary>
internal sealed class CodeReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly HashSet<CodeReference> _found = [];

    private CodeReferences(Assembly assembly)
    {
        // Types outside our namespaces are the compiler's, or a coverage tool's.
        foreach (var type in assembly.GetTypes().Where(IsOurs))
        {
            Read(type);
        }
    }

    public static IReadOnlySet<CodeReference> Of(Assembly assembly) => new CodeReferences(assembly)._found;

    private static bool IsOurs(Type type) => Outermost(type).Namespace?.StartsWith("Tollgate", StringComparison.Ordinal) == true;

    /// <summary>The type around a nested or compiler-made one.</summary>
    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private void Read(Type type)
    {
        var from = Outermost(type);
        Add(from, type.BaseType);
        Add(from, type.GetInterfaces());
        foreach (var argument in type.GetGenericArguments())
        {
            Add(from, argument.GetGenericParameterConstraints());
        }

        foreach (var field in type.GetFields(All))
        {
            Add(from, field.FieldType);
        }

        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Add(from, (method as MethodInfo)?.ReturnType);
            Add(from, method.GetParameters().Select(parameter => parameter.ParameterType));
            if (method.GetMethodBody() is { } body)
            {
                Add(from, body.LocalVariables.Select(local => local.LocalType));
                ReadBody(from, type, method, body.GetILAsByteArray()!);
            }
        }
    }

    private void ReadBody(Type from, Type type, MethodBase method, byte[] il)
    {
        var typeArguments = type.IsGenericTypeDefinition ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethodDefinition ? method.GetGenericArguments() : null;
        foreach (var token in IlTokens.Of(il))
        {
            switch (method.Module.ResolveMember(token, typeArguments, methodArguments))
            {
                case Type named:
                    Add(from, named);
                    break;
                case MethodBase called:
                    Add(from, called.DeclaringType, called.Name);
                    Add(from, called.IsGenericMethod ? called.GetGenericArguments() : []);
                    break;
                case { } member:
                    Add(from, member.DeclaringType, member.Name);
                    break;
            }
        }
    }

    private void Add(Type from, IEnumerable<Type> types)
    {
        foreach (var type in types)
        {
            Add(from, type);
        }
    }

    private void Add(Type from, Type? type, string? member = null)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(from, type.GetElementType());
            return;
        }

        if (type.IsGenericType)
        {
            Add(from, type.GetGenericArguments());
            type = type.GetGenericTypeDefinition();
        }

        if (Outermost(type) != from && (type.Assembly != from.Assembly || IsOurs(type)))
        {
            _found.Add(new CodeReference(from, type, member));
        }
    }
}
