using System.Text;
using Spacemesh.Post.Labels;

namespace Spacemesh.Post.Gpu;

/// <summary>OpenCL devices as compute providers (spec 02 §5).</summary>
public static class OpenClProviders
{
    private const int NameBytes = 63;

    /// <summary>The GPUs, numbered from 0.</summary>
    public static IReadOnlyList<LabelProvider> List() => List(withCpus: false);

    /// <param name="withCpus">Whether OpenCL devices that are CPUs are offered, as only the initializer tool does.</param>
    public static IReadOnlyList<LabelProvider> List(bool withCpus) =>
        [.. OpenClDevice.List(withCpus).Select((device, id) => new LabelProvider((uint)id, NameOf(device), LabelProviderClass.Gpu, () => new OpenClLabelEngine(device)))];

    private static string NameOf(OpenClDevice device)
    {
        byte[] name = Encoding.UTF8.GetBytes($"[{(device.IsGpu ? "GPU" : "CPU")}] {device.Platform}/{device.Name}");
        int length = Math.Min(name.Length, NameBytes);
        // A character is not cut in two.
        while (length > 0 && length < name.Length && (name[length] & 0xC0) == 0x80)
            length--;
        return Encoding.UTF8.GetString(name, 0, length);
    }
}
