using Spacemesh.Ports.State;

namespace Spacemesh.Storage.Memory.State;

/// <summary>Windows over lists in memory.</summary>
internal static class Windows
{
    public static List<T> Window<T>(this IEnumerable<T> rows, ListWindow window) =>
        window.Offset > int.MaxValue ? [] : [.. rows.Skip((int)window.Offset).Take(window.Limit)];
}
