using System.Globalization;
using System.Text;

namespace Spacemesh.Post.Gpu;

/// <summary>The label kernel built for one device and lookup gap, with tables for a number of labels side by side.</summary>
internal sealed unsafe class OpenClProgram : IDisposable
{
    private const int ChunkBytes = 128;
    private const int LabelBytes = 32;
    private const int Tables = 4;
    private const uint NotBlocking = 0;

    private readonly nint _context;
    private readonly nint _queue;
    private readonly nint _program;
    private readonly nint _kernel;
    private readonly nint[] _tables = new nint[Tables];
    private readonly nint _output;
    private readonly uint _lanesPerTable;
    private readonly nuint _group;
    private readonly uint _n;

    /// <param name="device">Where it runs.</param>
    /// <param name="n">Scrypt N.</param>
    /// <param name="gap">Lookup gap.</param>
    /// <param name="lanes">Labels wished for in one launch; fewer when the memory does not suffice.</param>
    /// <exception cref="OpenClException">The device refuses.</exception>
    public OpenClProgram(OpenClDevice device, uint n, uint gap, int lanes)
    {
        _n = n;
        nint handle = device.Handle;
        int error;
        try
        {
            _context = OpenCl.CreateContext(null, 1, &handle, null, null, &error);
            OpenCl.Check(error, "clCreateContext");
            _queue = OpenCl.CreateQueue(_context, handle, 0, &error);
            OpenCl.Check(error, "clCreateCommandQueue");
            _program = Build(device, gap);
            _kernel = OpenCl.CreateKernel(_program, "labels", &error);
            OpenCl.Check(error, "clCreateKernel");
            nuint group = 1;
            OpenCl.Check(OpenCl.GetKernelGroupInfo(_kernel, handle, OpenCl.PreferredGroupMultiple, (nuint)sizeof(nuint), &group, null), "clGetKernelWorkGroupInfo");
            _group = Math.Max(1, group);
            ulong tableBytes = (ulong)Math.Max(1, n / gap) * ChunkBytes;
            Lanes = Fit(device, tableBytes, lanes);
            _lanesPerTable = (uint)((Lanes + Tables - 1) / Tables);
            for (int i = 0; i < Tables; i++)
            {
                _tables[i] = OpenCl.CreateBuffer(_context, OpenCl.MemoryReadWrite, checked((nuint)(_lanesPerTable * tableBytes)), null, &error);
                OpenCl.Check(error, "clCreateBuffer");
            }

            _output = OpenCl.CreateBuffer(_context, OpenCl.MemoryWriteOnly, (nuint)(Lanes * LabelBytes), null, &error);
            OpenCl.Check(error, "clCreateBuffer");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Labels of one launch.</summary>
    public int Lanes { get; }

    /// <summary>Computes the full labels of up to <see cref="Lanes"/> neighbours.</summary>
    /// <exception cref="OpenClException">The device refuses.</exception>
    public void Run(ReadOnlySpan<byte> commitment, ulong first, Span<byte> labels)
    {
        int count = labels.Length / LabelBytes;
        uint n = _n;
        uint lanesPerTable = _lanesPerTable;
        fixed (byte* words = commitment)
            Argument(0, (nuint)commitment.Length, words);
        Argument(1, sizeof(ulong), &first);
        Argument(2, sizeof(uint), &n);
        Argument(3, sizeof(uint), &lanesPerTable);
        for (int i = 0; i < Tables; i++)
        {
            nint table = _tables[i];
            Argument((uint)(4 + i), (nuint)sizeof(nint), &table);
        }

        nint output = _output;
        Argument(4 + Tables, (nuint)sizeof(nint), &output);
        // Items beyond the count compute labels that nobody reads.
        nuint global = ((nuint)count + _group - 1) / _group * _group;
        nuint local = _group;
        nint happened;
        OpenCl.Check(OpenCl.Launch(_queue, _kernel, 1, null, &global, &local, 0, null, null), "clEnqueueNDRangeKernel");
        fixed (byte* destination = labels)
        {
            OpenCl.Check(OpenCl.Read(_queue, _output, NotBlocking, 0, (nuint)labels.Length, destination, 0, null, &happened), "clEnqueueReadBuffer");
            try
            {
                OpenCl.Check(OpenCl.Flush(_queue), "clFlush");
                Wait(happened);
            }
            finally
            {
                _ = OpenCl.ReleaseEvent(happened);
            }
        }
    }

    public void Dispose()
    {
        foreach (nint table in _tables)
            Release(table, OpenCl.ReleaseBuffer);
        Release(_output, OpenCl.ReleaseBuffer);
        Release(_kernel, OpenCl.ReleaseKernel);
        Release(_program, OpenCl.ReleaseProgram);
        Release(_queue, OpenCl.ReleaseQueue);
        Release(_context, OpenCl.ReleaseContext);
    }

    private static void Release(nint handle, Func<nint, int> release)
    {
        if (handle != 0)
            _ = release(handle);
    }

    /// <summary>Sleeps instead of waiting in the driver, which burns a core on some systems.</summary>
    private static void Wait(nint happened)
    {
        const int complete = 0;
        for (int naps = 0; ; naps++)
        {
            int status;
            OpenCl.Check(OpenCl.GetEventInfo(happened, OpenCl.EventStatus, sizeof(int), &status, null), "clGetEventInfo");
            if (status == complete)
                return;
            if (status < 0)
                throw new OpenClException("the label kernel", status);
            if (naps < 10)
                Thread.Yield();
            else
                Thread.Sleep(1);
        }
    }

    private void Argument(uint index, nuint size, void* value) => OpenCl.Check(OpenCl.SetArgument(_kernel, index, size, value), "clSetKernelArg");

    /// <summary>Lanes that fit into nine tenths of the memory, in whole work groups, each table within the largest allocation.</summary>
    private int Fit(OpenClDevice device, ulong tableBytes, int wanted)
    {
        ulong byMemory = device.GlobalMemory / 10 * 9 / (tableBytes + LabelBytes);
        ulong byAllocation = device.MaxAllocation / tableBytes * Tables;
        // Each of the four tables begins with a whole group.
        ulong unit = _group * Tables;
        ulong lanes = Math.Min(Math.Max((ulong)wanted, unit), Math.Min(byMemory, byAllocation));
        ulong fitting = lanes / unit * unit;
        if (fitting == 0)
            throw new OpenClException($"OpenCL: {device.Name} has too little memory for one group of {unit} labels of {tableBytes} bytes");
        return (int)Math.Min(fitting, int.MaxValue / (ulong)LabelBytes / unit * unit);
    }

    private nint Build(OpenClDevice device, uint gap)
    {
        using var stream = typeof(OpenClProgram).Assembly.GetManifestResourceStream("Labels.cl")!;
        byte[] source = new byte[stream.Length];
        stream.ReadExactly(source);
        nint handle = device.Handle;
        int error;
        nint program;
        fixed (byte* text = source)
        {
            byte* first = text;
            nuint length = (nuint)source.Length;
            program = OpenCl.CreateProgram(_context, 1, &first, &length, &error);
        }

        OpenCl.Check(error, "clCreateProgramWithSource");
        int code = OpenCl.BuildProgram(program, 1, &handle, string.Create(CultureInfo.InvariantCulture, $"-DLOOKUP_GAP={gap}"), null, null);
        if (code == OpenCl.Success)
            return program;
        string log = BuildLog(program, handle);
        _ = OpenCl.ReleaseProgram(program);
        throw new OpenClException($"OpenCL: the label kernel does not build on {device.Name} (code {code}): {log}");
    }

    private static string BuildLog(nint program, nint device)
    {
        nuint length = 0;
        if (OpenCl.GetProgramBuildInfo(program, device, OpenCl.ProgramBuildLog, 0, null, &length) != OpenCl.Success || length > 1 << 20)
            return "no log";
        byte[] bytes = new byte[length];
        fixed (byte* first = bytes)
            _ = OpenCl.GetProgramBuildInfo(program, device, OpenCl.ProgramBuildLog, length, first, null);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0', '\n');
    }
}
