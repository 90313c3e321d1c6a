using System.Text;
using System.Text.RegularExpressions;

namespace Spacemesh.Post.Gpu;

/// <summary>An OpenCL device of this machine.</summary>
public sealed unsafe record OpenClDevice
{
    private const string PlatformsToSkip = "POST_OCL_PLATFORMS_BLACKLIST";
    private const string DevicesToSkip = "POST_OCL_DEVICES_BLACKLIST";
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    // Some drivers come up wrongly when two threads ask at once for the first time.
    private static readonly Lock Listing = new();

    internal OpenClDevice(nint handle, string platform, bool isGpu)
    {
        Handle = handle;
        Platform = platform;
        IsGpu = isGpu;
        Name = Text((size, value, length) => OpenCl.GetDeviceInfo(handle, OpenCl.DeviceName, size, (void*)value, (nuint*)length));
        ComputeUnits = (uint)Number(OpenCl.DeviceMaxComputeUnits, sizeof(uint));
        GlobalMemory = Number(OpenCl.DeviceGlobalMemory, sizeof(ulong));
        MaxAllocation = Number(OpenCl.DeviceMaxAllocation, sizeof(ulong));
    }

    private delegate int Query(nuint size, nint value, nint length);

    internal nint Handle { get; }

    public string Platform { get; }

    public string Name { get; }

    public bool IsGpu { get; }

    public uint ComputeUnits { get; }

    /// <summary>Bytes of device memory.</summary>
    public ulong GlobalMemory { get; }

    /// <summary>Bytes of the largest single buffer.</summary>
    public ulong MaxAllocation { get; }

    /// <summary>
    /// The devices in platform order, then device order, without those whose names match the regular expressions in
    /// POST_OCL_PLATFORMS_BLACKLIST and POST_OCL_DEVICES_BLACKLIST (spec 02 §5). None where there is no OpenCL.
    /// </summary>
    /// <param name="withCpus">Whether OpenCL devices that are CPUs count.</param>
    /// <param name="complain">Hears why a filter or a platform is passed over.</param>
    public static IReadOnlyList<OpenClDevice> List(bool withCpus, Action<string>? complain = null)
    {
        lock (Listing)
            return ListLocked(withCpus, complain);
    }

    private static IReadOnlyList<OpenClDevice> ListLocked(bool withCpus, Action<string>? complain)
    {
        var devices = new List<OpenClDevice>();
        try
        {
            var skipPlatforms = Filter(PlatformsToSkip, complain);
            var skipDevices = Filter(DevicesToSkip, complain);
            foreach (nint platform in Platforms())
            {
                string name = Text((size, value, length) => OpenCl.GetPlatformInfo(platform, OpenCl.PlatformName, size, (void*)value, (nuint*)length));
                if (skipPlatforms?.IsMatch(name) == true)
                    continue;
                devices.AddRange(DevicesOf(platform, name, OpenCl.TypeGpu));
                if (withCpus)
                    devices.AddRange(DevicesOf(platform, name, OpenCl.TypeCpu));
            }

            return [.. devices.Where(device => skipDevices?.IsMatch(device.Name) != true)];
        }
        catch (DllNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is OpenClException or EntryPointNotFoundException)
        {
            complain?.Invoke(exception.Message);
            return devices;
        }
    }

    private static Regex? Filter(string variable, Action<string>? complain)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } pattern)
            return null;
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (ArgumentException exception)
        {
            complain?.Invoke($"{variable} is no regular expression and is not used: {exception.Message}");
            return null;
        }
    }

    private static nint[] Platforms()
    {
        uint count = 0;
        int code = OpenCl.GetPlatforms(0, null, &count);
        // The loader reports an empty machine as an error of its own.
        if (code != OpenCl.Success || count == 0)
            return [];
        nint[] platforms = new nint[count];
        fixed (nint* first = platforms)
            OpenCl.Check(OpenCl.GetPlatforms(count, first, null), "clGetPlatformIDs");
        return platforms;
    }

    private static IEnumerable<OpenClDevice> DevicesOf(nint platform, string platformName, ulong type)
    {
        uint count = 0;
        if (OpenCl.GetDevices(platform, type, 0, null, &count) != OpenCl.Success || count == 0)
            return [];
        nint[] handles = new nint[count];
        fixed (nint* first = handles)
            OpenCl.Check(OpenCl.GetDevices(platform, type, count, first, null), "clGetDeviceIDs");
        return handles.Select(handle => new OpenClDevice(handle, platformName, type == OpenCl.TypeGpu));
    }

    private static string Text(Query query)
    {
        nuint length = 0;
        OpenCl.Check(query(0, 0, (nint)(&length)), "clGetInfo");
        byte[] bytes = new byte[length];
        fixed (byte* first = bytes)
            OpenCl.Check(query(length, (nint)first, 0), "clGetInfo");
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }

    private ulong Number(uint name, int size)
    {
        ulong value = 0;
        OpenCl.Check(OpenCl.GetDeviceInfo(Handle, name, (nuint)size, &value, null), "clGetDeviceInfo");
        return value;
    }
}
