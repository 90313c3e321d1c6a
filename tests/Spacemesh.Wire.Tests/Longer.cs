using System.Globalization;
using System.Reflection;
using Spacemesh.Codec;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Wire.Tests;

/// <summary>Copies a wire value with one list, text or byte string of another length.</summary>
internal static class Longer
{
    /// <summary>The copy; <paramref name="path"/> is the golden data's field path, in which embedded structs do not show.</summary>
    public static object Make(object value, string path, int count) =>
        TryMake(value, path.Split('.'), count) ?? throw new VectorMismatchException($"no field {path} in {value.GetType().Name}");

    private static object? TryMake(object value, ReadOnlySpan<string> path, int count)
    {
        string name = path[0];
        int index = -1;
        if (name.IndexOf('[') is > 0 and var bracket)
        {
            index = int.Parse(name[(bracket + 1)..^1], CultureInfo.InvariantCulture);
            name = name[..bracket];
        }

        foreach (var property in Fields(value))
        {
            object? field = property.GetValue(value);
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                object? changed = index < 0
                    ? path.Length == 1 ? Resized(property.PropertyType, count) : TryMake(field!, path[1..], count)
                    : Indexed(field!, index, path[1..], count);
                if (changed is not null)
                    return With(value, property, changed);
            }
            else if (field is not null && TryEmbedded(field, path, count) is { } embedded)
            {
                return With(value, property, embedded);
            }
        }

        // The wrapper around malfeasance data has no object of its own here.
        return path.Length > 1 && name is "Proof" or "Data" ? TryMake(value, path[1..], count) : null;
    }

    private static object? TryEmbedded(object field, ReadOnlySpan<string> path, int count) =>
        field.GetType().Namespace!.StartsWith("Spacemesh.Wire", StringComparison.Ordinal) && !field.GetType().IsEnum ? TryMake(field, path, count) : null;

    private static IEnumerable<PropertyInfo> Fields(object value)
    {
        var names = value.GetType().GetConstructors().MaxBy(c => c.GetParameters().Length)?.GetParameters().Select(p => p.Name).ToHashSet() ?? [];
        return value.GetType().GetProperties().Where(property => names.Contains(property.Name));
    }

    private static object With(object value, PropertyInfo property, object changed)
    {
        var constructor = value.GetType().GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters()
            .Select(p => p.Name == property.Name ? changed : value.GetType().GetProperty(p.Name!)!.GetValue(value))]);
    }

    private static object Indexed(object field, int index, ReadOnlySpan<string> rest, int count)
    {
        var element = field.GetType().GetGenericArguments()[0];
        if (field.GetType().GetGenericTypeDefinition() == typeof(ScalePair<>))
        {
            object first = field.GetType().GetProperty("First")!.GetValue(field)!;
            object second = field.GetType().GetProperty("Second")!.GetValue(field)!;
            return Activator.CreateInstance(
                field.GetType(), index == 0 ? TryMake(first, rest, count) : first, index == 1 ? TryMake(second, rest, count) : second)!;
        }

        object[] items = [.. ((System.Collections.IEnumerable)field).Cast<object>()];
        items[index] = rest.Length == 0 ? Resized(element, count) : TryMake(items[index], rest, count)!;
        return typeof(Longer).GetMethod(nameof(Cast), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element).Invoke(null, [items])!;
    }

    private static object Resized(Type type, int count)
    {
        if (type == typeof(ScaleBytes))
            return new ScaleBytes(new byte[count]);
        if (type == typeof(ScaleText))
            return new ScaleText(new byte[count]);
        return typeof(Longer).GetMethod(nameof(Defaults), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.GetGenericArguments()[0]).Invoke(null, [count])!;
    }

    private static ScaleList<T> Cast<T>(object[] items) => ScaleList.Own([.. items.Cast<T>()]);

    private static ScaleList<T> Defaults<T>(int count) => ScaleList.Own(new T[count]);
}
