using System.Net;
using System.Text;
using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Postcli.Tests;

public sealed class PostCliTests : IDisposable
{
    private const string Id = "2166fbc9dc3d5539429cb287e3eb3cd507cefa3574c54d000092fb752a703452";
    private const string Atx = "e5d6c21231158cd318e6547c91497a7121b9255fd66e2a83a7e73c4458be6e5b";
    private const string MainnetGolden = "9eebff023abb17ccb775c602daade8ed708f0a50d3149a42801184f5b74f2865";

    private readonly string _root = Directory.CreateTempSubdirectory("postcli-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string In(string name) => Path.Combine(_root, name);

    private static string[] Space(string directory, int units = 4, params string[] more) =>
    [
        "-datadir", directory, "-provider", "4294967295", "-scryptN", "2", "-labelsPerUnit", "1024", "-maxFileSize", "8192",
        "-id", Id, "-commitmentAtxId", Atx, "-numUnits", $"{units}", "-yes", .. more,
    ];

    private static byte[] DataOf(string directories) =>
        [.. PostDataDirectories.Parse(directories).Files().SelectMany(file => File.ReadAllBytes(file.Path))];

    [Fact]
    public void Verify_finds_planted_labels_and_repair_mends_just_those()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("a"))).ExitCode);
        byte[] before = DataOf(In("a"));
        string metadata = File.ReadAllText(PostMetadataFile.PathIn(In("a")));
        using (var file = new FileStream(Path.Combine(In("a"), "postdata_3.bin"), FileMode.Open))
        {
            file.Position = 160;
            file.Write(new byte[16]);
            file.Position = 8000;
            file.WriteByte(1);
        }

        var verify = CliRun.PostCli(["-verify", "-datadir", In("a"), "-scryptN", "2", "-fraction", "100"]);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("file 3 contains invalid label at offset", verify.Error, StringComparison.Ordinal);

        var refused = CliRun.PostCli(["-repair", "-datadir", In("a"), "-scryptN", "2"], input: "n\n");
        Assert.Equal(1, refused.ExitCode);
        Assert.NotEqual(before, DataOf(In("a")));

        var repaired = CliRun.PostCli(["-repair", "-datadir", In("a"), "-scryptN", "2"], input: "y\n");
        Assert.Equal(0, repaired.ExitCode);
        Assert.Contains("postdata_3.bin: 2 wrong labels, the first at offset 160", repaired.Error, StringComparison.Ordinal);
        Assert.Equal(before, DataOf(In("a")));
        Assert.Equal(metadata, File.ReadAllText(PostMetadataFile.PathIn(In("a"))));
        Assert.Equal(0, CliRun.PostCli(["-verify", "-datadir", In("a"), "-scryptN", "2", "-fraction", "100"]).ExitCode);
    }

    [Fact]
    public void Space_over_three_directories_equals_one_and_a_missing_drive_is_named()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("one"), 6)).ExitCode);
        string three = string.Join(Path.PathSeparator, In("a"), In("b"), In("c"));
        var run = CliRun.PostCli(Space(three, 6));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(DataOf(In("one")), DataOf(three));
        Assert.All([In("a"), In("b"), In("c")], drive => Assert.Equal(4, Directory.GetFiles(drive, "postdata_*.bin").Length));
        Assert.Equal(0, CliRun.PostCli(["-verify", "-datadir", three, "-scryptN", "2", "-fraction", "100"]).ExitCode);

        var fewer = CliRun.PostCli(["-repair", "-datadir", $"{In("a")}{Path.PathSeparator}{In("c")}", "-scryptN", "2"]);
        Assert.Equal(1, fewer.ExitCode);
        Assert.Contains(In("b"), fewer.Error, StringComparison.Ordinal);

        Directory.Move(In("b"), In("elsewhere"));
        Directory.CreateDirectory(In("b"));
        var unmounted = CliRun.PostCli(Space(three, 6));
        Assert.NotEqual(0, unmounted.ExitCode);
        Assert.Contains($"{In("b")} belongs to the space", unmounted.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(In("b")));
    }

    [Fact]
    public void Grown_space_equals_one_made_at_that_size_and_shrunk_one_asks_first()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("large"), 9)).ExitCode);
        Assert.Equal(0, CliRun.PostCli(Space(In("grown"), 4)).ExitCode);
        Assert.Equal(2, CliRun.PostCli(Space(In("grown"), 9)).ExitCode);
        Assert.Equal(0, CliRun.PostCli(Space(In("grown"), 9, "-grow")).ExitCode);
        Assert.Equal(DataOf(In("large")), DataOf(In("grown")));
        Assert.Equal(File.ReadAllText(PostMetadataFile.PathIn(In("large"))), File.ReadAllText(PostMetadataFile.PathIn(In("grown"))));

        string[] shrink = [.. Space(In("grown"), 5).Where(argument => argument != "-yes")];
        Assert.Equal(1, CliRun.PostCli(shrink, input: "n\n").ExitCode);
        Assert.Equal(DataOf(In("large")), DataOf(In("grown")));
        Assert.Equal(0, CliRun.PostCli(shrink, input: "y\ny\ny\ny\n").ExitCode);
        Assert.Equal(DataOf(In("large"))[..(5 * 1024 * 16)], DataOf(In("grown")));
    }

    [Fact]
    public void Directories_initialized_apart_merge_into_what_one_run_writes()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("whole"))).ExitCode);
        Assert.Equal(0, CliRun.PostCli(Space(In("first"), 4, "-toFile", "3")).ExitCode);
        Assert.Equal(0, CliRun.PostCli(Space(In("second"), 4, "-fromFile", "4")).ExitCode);
        var merge = CliRun.PostCli(["-merge", $"{In("first")}{Path.PathSeparator}{In("second")}", "-datadir", In("merged")]);
        Assert.True(merge.ExitCode == 0, merge.Error);
        Assert.Equal(DataOf(In("whole")), DataOf(In("merged")));
        Assert.Equal(File.ReadAllText(PostMetadataFile.PathIn(In("whole"))), File.ReadAllText(PostMetadataFile.PathIn(In("merged"))));

        Assert.Equal(0, CliRun.PostCli([.. Space(In("foreign")), "-id", new string('1', 64)]).ExitCode);
        var foreign = CliRun.PostCli(["-merge", In("foreign"), "-datadir", In("merged")]);
        Assert.Equal(1, foreign.ExitCode);
        Assert.Contains("NodeId", foreign.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Throttled_run_on_all_cores_writes_the_same()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("plain"))).ExitCode);
        Assert.Equal(0, CliRun.PostCli(Space(In("throttled"), 4, "-throttle", "-threads", "2")).ExitCode);
        Assert.Equal(DataOf(In("plain")), DataOf(In("throttled")));
    }

    [Fact]
    public void Torn_label_is_cut_off_and_nothing_is_misplaced()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("whole"))).ExitCode);
        Assert.Equal(0, CliRun.PostCli(Space(In("torn"))).ExitCode);
        using (var file = new FileStream(Path.Combine(In("torn"), "postdata_2.bin"), FileMode.Open))
            file.SetLength(1005);
        using (var file = new FileStream(Path.Combine(In("torn"), "postdata_5.bin"), FileMode.Open))
        {
            // A write that the disk lost leaves zeros.
            file.SetLength(800);
            file.SetLength(4000);
        }

        var run = CliRun.PostCli(Space(In("torn")));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("removed what an interrupted write left", run.Output, StringComparison.Ordinal);
        Assert.Equal(DataOf(In("whole")), DataOf(In("torn")));
    }

    [Fact]
    public void Finished_files_are_those_of_full_size()
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("a"), 4, "-toFile", "2")).ExitCode);
        using (var file = new FileStream(Path.Combine(In("a"), "postdata_1.bin"), FileMode.Open))
            file.SetLength(64);
        var run = CliRun.PostCli(["-printFinished", "-datadir", In("a")]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"{Path.Combine(In("a"), "postdata_0.bin")}\n{Path.Combine(In("a"), "postdata_2.bin")}\n", run.Output);
    }

    [Fact]
    public void Fit_counts_free_room_in_units()
    {
        var run = CliRun.PostCli(["-fit", _root, "-labelsPerUnit", "1024"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("^[0-9]+ units of 16384 bytes fit in ", run.Output);
    }

    [Fact]
    public void Space_larger_than_the_disk_is_refused_before_anything_is_computed()
    {
        var run = CliRun.PostCli(
            ["-datadir", In("huge"), "-provider", "4294967295", "-id", Id, "-commitmentAtxId", Atx, "-numUnits", "1000000", "-yes"]);
        Assert.Contains("not enough room", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(In("huge"), "*.bin"));
    }

    [Fact]
    public void Old_key_file_is_an_identity_key()
    {
        Assert.Equal(0, CliRun.PostCli([.. Space(In("a")).Where(argument => argument is not ("-id" or Id))]).ExitCode);
        File.Move(Path.Combine(In("a"), "identity.key"), Path.Combine(In("a"), "key.bin"));
        var run = CliRun.PostCli(["-verify", "-datadir", In("a"), "-scryptN", "2", "-fraction", "100"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("identity.key is valid", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "restore the file from a copy")]
    [InlineData("{\"NodeId\":\"AA==\"}", "NodeId")]
    public void Corrupt_metadata_is_named_and_nothing_is_changed(string text, string expected)
    {
        Assert.Equal(0, CliRun.PostCli(Space(In("a"))).ExitCode);
        byte[] before = DataOf(In("a"));
        File.WriteAllText(PostMetadataFile.PathIn(In("a")), text);
        var run = CliRun.PostCli(Space(In("a")));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("postdata_metadata.json", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, DataOf(In("a")));
    }

    [Fact]
    public void Commitment_comes_from_a_node_but_not_the_golden_one_of_mainnet()
    {
        using var node = new JsonNode(Convert.FromHexString(Atx));
        string[] arguments = [.. Space(In("a")).Where(argument => argument is not ("-commitmentAtxId" or Atx)), "-node", node.Address];
        var run = CliRun.PostCli(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Atx, Convert.ToHexStringLower(PostMetadataDocument.Parse(File.ReadAllBytes(PostMetadataFile.PathIn(In("a")))).CommitmentAtxId!));

        node.Atx = Convert.FromHexString(MainnetGolden);
        var golden = CliRun.PostCli([.. arguments, "-datadir", In("b")]);
        Assert.Equal(1, golden.ExitCode);
        Assert.Contains("not synchronized", golden.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("b")));
    }

    /// <summary>Answers every request as a node's JSON API tells its highest ATX.</summary>
    private sealed class JsonNode : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _loop;

        public JsonNode(byte[] atx)
        {
            Atx = atx;
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _loop = Task.Run(AnswerAsync);
        }

        public string Address { get; }

        public byte[] Atx { get; set; }

        public void Dispose()
        {
            _listener.Stop();
            _loop.Wait();
            _listener.Close();
        }

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    bool known = context.Request is { HttpMethod: "POST", Url.AbsolutePath: "/spacemesh.v1.ActivationService/Highest" };
                    context.Response.StatusCode = known ? 200 : 404;
                    byte[] body = Encoding.UTF8.GetBytes($"{{\"atx\":{{\"id\":{{\"id\":\"{Convert.ToBase64String(Atx)}\"}},\"layer\":{{\"number\":3}}}}}}");
                    await context.Response.OutputStream.WriteAsync(body);
                    context.Response.Close();
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }
}
