using System.IO.Compression;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Initialization;

/// <summary>Data sets of the reference: read, and written again to the byte.</summary>
[VectorFile("02-post-sets")]
public sealed class PostSetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var theirs = new TestSpace();
        using (var zip = vector.File.OpenArtefact(vector.Out.Text("zip")))
            ZipFile.ExtractToDirectory(zip, theirs.Path);
        theirs.RequireLike(vector.Out);
        using var reader = PostDataReader.Open(theirs.Directories);
        reader.RequireComplete();

        using var ours = new TestSpace();
        var initializer = Initializer.Open(ours.Directories, TestSpace.Options(vector.In), TestSpace.Services());
        initializer.RunAsync([LabelProvider.Cpu]).GetAwaiter().GetResult();
        ours.RequireLike(vector.Out);
        foreach (var file in reader.Files)
            VectorCase.Equal(File.ReadAllBytes(file.Path), File.ReadAllBytes(Path.Combine(ours.Path, Path.GetFileName(file.Path))), file.Path);
        if (vector.Out.Has("status"))
            VectorCase.Equal(vector.Out.Text("status"), initializer.Status().ToString(), "status");
        if (vector.Out.Has("reported_labels_written"))
            VectorCase.Equal(vector.Out.U64("reported_labels_written"), initializer.LabelsWritten, "reported_labels_written");
        RequireReadable(reader);
    }

    private static void RequireReadable(PostDataReader reader)
    {
        var all = new List<byte>();
        ulong next = 0;
        foreach (var block in reader.ReadBlocksAsync(reader.Files, options: new PostReadOptions { BlockSize = 4096, Depth = 3 }).ToBlockingEnumerable())
        {
            using (block)
            {
                VectorCase.Equal(next, block.FirstLabel, "first label of a block");
                next += (ulong)block.Labels.Length / 16;
                all.AddRange(block.Labels.Span);
            }
        }

        VectorCase.Equal(reader.Layout.NumLabels, next, "labels read");
        byte[] label = new byte[16];
        foreach (ulong index in (ulong[])[0, next / 3, next - 1])
        {
            reader.ReadLabel(index, label);
            VectorCase.Equal(all.Slice((int)index * 16, 16).ToArray(), label, $"label {index}");
        }
    }
}
